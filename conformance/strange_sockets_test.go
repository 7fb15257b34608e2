package conformance_test

import (
	"bufio"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

const handshake = "GET /v1/recommendations/live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
	"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"

// Malformed handshakes are answered, and HTTP/2 has no handshake.
func TestStrangeHandshakes(t *testing.T) {
	t.Parallel()
	s := start(t, restService, config{})
	without := func(header string) string {
		from := strings.Index(handshake, header)
		return handshake[:from] + handshake[from+strings.Index(handshake[from:], "\r\n")+2:] + "\r\n"
	}
	for _, test := range []struct{ name, send, want string }{
		{"no upgrade", without("Upgrade:"), "HTTP/1.1 426"},
		{"no connection", without("Connection:"), "HTTP/1.1 426"},
		{"no version", without("Sec-WebSocket-Version:"), "HTTP/1.1 400"},
		{"no key", without("Sec-WebSocket-Key:"), "HTTP/1.1 400"},
		{"another site's page", handshake + "Origin: https://other.example\r\n\r\n", "HTTP/1.1 403"},
		{"another method", strings.Replace(handshake, "GET", "POST", 1) + "\r\n", "HTTP/1.1 405"},
	} {
		if got := sendAll(t, s, test.send); !strings.HasPrefix(got, test.want) {
			t.Errorf("a handshake with %s gets %q, want %s …", test.name, got, test.want)
		}
	}
	f := openFrames(t, s)
	f.get(1, "/v1/recommendations/live")
	if got, want := f.fate(), "status 426"; got != want {
		t.Errorf("a handshake over HTTP/2 gets %s, want %s", got, want)
	}
	s.alive(t)
	s.awaitInFlight(t, 0)
}

// Frames of a WebSocket that break the protocol close it.
func TestStrangeSockets(t *testing.T) {
	t.Parallel()
	s := start(t, restService, config{})
	const text, more, ping, masked = 0x81, 0x00, 0x89, 0x80
	frame := func(head, length byte, rest string) string { return string([]byte{head, length}) + rest }
	key := "\x00\x00\x00\x00"
	for _, test := range []struct{ name, send, want string }{
		{"a ping", frame(ping, masked|2, key+"hi"), "pong hi"},
		{"a frame without a mask", frame(text, 2, "{}"), "closed"},
		{"a reserved bit", frame(text|0x40, masked|2, key+"{}"), "close 1002"},
		{"an unknown kind", frame(0x83, masked, key), "close 1002"},
		{"a continuation of nothing", frame(more, masked|2, key+"{}"), "close 1002"},
		{"a message within a message", frame(0x01, masked, key) + frame(text, masked|2, key+"{}"), "close 1002"},
		{"a ping in parts", frame(0x09, masked, key), "close 1002"},
		{"a ping that is too long", frame(ping, masked|126, "\x00\xff"+key), "close 1002"},
		{"a close that is too short", frame(0x88, masked|1, key+"\x03"), "close 1002"},
		{"a negative length", frame(text, masked|127, "\xff\xff\xff\xff\xff\xff\xff\xff"+key), "closed"},
		{"a length beyond the limit", frame(text, masked|127, "\x00\x00\x00\x00\xff\xff\xff\xff"+key+strings.Repeat(" ", 5<<20)), "close 1009"},
		{"a text that is no UTF-8", frame(text, masked|2, key+"\xff\xfe"), "close 4400"},
	} {
		if got := s.socket(t, "", test.send); got != test.want {
			t.Errorf("%s gets %s, want %s", test.name, got, test.want)
		}
		s.alive(t)
	}
	s.awaitInFlight(t, 0)
}

// socket shakes hands with more headers, sends frames and says what the first that comes back
// is.
func (s *service) socket(t *testing.T, headers, frames string) string {
	t.Helper()
	conn := dial(t, s)
	defer conn.Close()
	io.WriteString(conn, handshake+headers+"\r\n")
	in := bufio.NewReader(conn)
	response, err := http.ReadResponse(in, nil)
	if err != nil {
		return err.Error()
	}
	if response.StatusCode != http.StatusSwitchingProtocols {
		return response.Status
	}
	go io.WriteString(conn, frames)
	head := make([]byte, 2)
	if _, err := io.ReadFull(in, head); err != nil {
		if network := net.Error(nil); errors.As(err, &network) && network.Timeout() {
			return "nothing"
		}
		return "closed"
	}
	body := make([]byte, head[1]&0x7f)
	io.ReadFull(in, body)
	switch head[0] {
	case 0x88:
		return fmt.Sprintf("close %d", binary.BigEndian.Uint16(body))
	case 0x8a:
		return "pong " + string(body)
	}
	return fmt.Sprintf("%x %s", head, body)
}

// The limit holds for a message after decompression: 60 MiB here.
func TestSocketBombs(t *testing.T) {
	var piece bytes.Buffer
	w, err := flate.NewWriter(&piece, flate.DefaultCompression)
	if err != nil {
		t.Fatal(err)
	}
	w.Write(bytes.Repeat([]byte(" "), 1<<20))
	w.Flush()
	small := bytes.TrimSuffix(bytes.Repeat(piece.Bytes(), 60), []byte("\x00\x00\xff\xff"))
	frame := binary.BigEndian.AppendUint64([]byte{0x81 | 0x40, 0x80 | 127}, uint64(len(small)))
	frame = append(append(frame, 0, 0, 0, 0), small...)
	s := start(t, restService, config{})
	bytes := allocated(func() {
		if got, want := s.socket(t, "Sec-WebSocket-Extensions: permessage-deflate\r\n", string(frame)), "close 1009"; got != want {
			t.Errorf("a bomb over a WebSocket gets %s, want %s", got, want)
		}
	})
	if bytes > 48<<20 {
		t.Errorf("a bomb over a WebSocket takes %d bytes of memory", bytes)
	}
	s.alive(t)
	s.awaitInFlight(t, 0)
}
