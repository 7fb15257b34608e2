package httpserver_test

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/servingtest"
)

// Headers have a limit, and the server goes on after a request that exceeds it.
func TestHeaderLimit(t *testing.T) {
	for _, protocol := range protocols {
		s := protocol.over(servingtest.StartHTTP(t, newShelf(quiet())))
		for _, test := range []struct {
			size   int
			status int // 0: the connection or the stream ends
		}{
			{1 << 10, http.StatusOK},
			{serving.MaxHeaderBytes - 2<<10, http.StatusOK},
			{serving.MaxHeaderBytes + 8<<10, http.StatusRequestHeaderFieldsTooLarge},
			{16 * serving.MaxHeaderBytes, http.StatusRequestHeaderFieldsTooLarge},
		} {
			r, err := s.Send("GET", "/v1/books/1", nil, "X-Large", strings.Repeat("x", test.size))
			if refused := test.status != http.StatusOK; refused && err == nil && r.Status != test.status || !refused && r.Status != test.status {
				t.Errorf("%s: GET with a header of %d bytes = %d, %v; want %d, or an error beyond the limit", protocol.name, test.size, r.Status, err, test.status)
			}
		}
		if r := s.Must(t, "GET", "/v1/books/1"); r.Status != http.StatusOK {
			t.Errorf("%s: GET afterwards = %d, want 200", protocol.name, r.Status)
		}
	}
}

// The settings that the server announces at the beginning of a connection of HTTP/2.
func TestHTTP2Settings(t *testing.T) {
	const streams, window, frame, headers = 3, 4, 5, 6 // the numbers of settings
	for _, test := range []struct {
		profile serving.Profile
		want    map[uint16]uint32
		window  uint32 // of the connection
	}{
		{serving.Default, map[uint16]uint32{streams: serving.MaxStreams, headers: serving.MaxHeaderBytes + 320}, 1 << 20}, // net/http's
		{serving.Tuned, map[uint16]uint32{
			streams: serving.MaxStreams, headers: serving.MaxHeaderBytes + 320,
			window: serving.StreamWindow, frame: 1 << 20, // net/http's
		}, serving.ConnectionWindow},
		{serving.Matched, map[uint16]uint32{
			streams: serving.MaxStreams, headers: serving.MaxHeaderBytes + 320,
			window: serving.StreamWindow, frame: serving.MatchedFrame,
		}, serving.ConnectionWindow},
	} {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t, func(c *serving.Config) { c.Profile = test.profile })
			c, err := b.pipes.Dial(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			go io.WriteString(c, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00")
			header, settings := make([]byte, 9), map[uint16]uint32{}
			grown := uint32(0)
			for grown == 0 {
				if _, err := io.ReadFull(c, header); err != nil {
					t.Fatal(err)
				}
				payload := make([]byte, int(header[0])<<16|int(header[1])<<8|int(header[2]))
				if _, err := io.ReadFull(c, payload); err != nil {
					t.Fatal(err)
				}
				switch header[3] {
				case 4: // SETTINGS
					for ; len(payload) > 0; payload = payload[6:] {
						settings[binary.BigEndian.Uint16(payload)] = binary.BigEndian.Uint32(payload[2:])
					}
				case 8: // WINDOW_UPDATE
					grown = binary.BigEndian.Uint32(payload)
				}
			}
			for id, want := range test.want {
				if got := settings[id]; got != want {
					t.Errorf("profile %s: setting %d = %d, want %d", test.profile, id, got, want)
				}
			}
			if got := grown + 65_535; got != test.window {
				t.Errorf("profile %s: window of the connection = %d, want %d", test.profile, got, test.window)
			}
		})
	}
}

// A client that does not send its request in time is disconnected, and so is an idle one.
func TestIdleConnections(t *testing.T) {
	const request = "GET /healthz HTTP/1.1\r\nHost: x\r\n"
	for _, test := range []struct {
		name  string
		say   []string
		every time.Duration
		want  time.Duration // about, after the last answer
	}{
		{"nothing", nil, 0, serving.HeaderTimeout},
		{"half a request", []string{request}, 0, serving.HeaderTimeout},
		{"a letter a second", strings.Split(request+strings.Repeat("X: y\r\n", 10), ""), time.Second, serving.HeaderTimeout},
		{"a request", []string{request + "\r\n"}, 0, serving.IdleTimeout},
		{"half of HTTP/2", []string{"PRI * HTTP/2.0\r\n"}, 0, serving.HeaderTimeout},
		{"HTTP/2 without an answer to pings", []string{"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00"}, 0, serving.KeepaliveTime + serving.KeepaliveTimeout},
	} {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t, nil)
			c, err := b.pipes.Dial(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			begun := time.Now()
			said := make(chan struct{})
			go func() {
				defer close(said)
				for _, part := range test.say {
					if _, err := io.WriteString(c, part); err != nil {
						return
					}
					time.Sleep(test.every)
				}
			}()
			io.Copy(io.Discard, c)
			took := time.Since(begun)
			<-said
			if took < test.want || took > test.want+5*time.Second {
				t.Errorf("%s: the connection is left after %v, want %v", test.name, took, test.want)
			}
		})
	}
}

// A client that reads nothing of an answer does not block its handler for ever.
func TestStuckReaderOfPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, nil)
		c, err := b.pipes.Dial(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		io.WriteString(c, "GET /v1/books?limit=500 HTTP/1.1\r\nHost: x\r\n\r\n")
		time.Sleep(59 * time.Second)
		if got := servingtest.Samples(t, b.reg, metrics.RequestsInFlight)[""]; got != 1 {
			t.Errorf("after 59s %v requests wait for the reader, want 1", got)
		}
		time.Sleep(2 * time.Second)
		if got := servingtest.Samples(t, b.reg, metrics.RequestsInFlight)[""]; got != 0 {
			t.Errorf("after 61s %v requests wait for the reader, want none", got)
		}
	})
}

// Malformed requests are refused, and the next request is answered.
func TestMalformedRequests(t *testing.T) {
	s := servingtest.StartHTTP(t, newShelf(quiet()))
	for _, test := range []struct{ request, want string }{
		{"GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400 "}, // no Host
		{"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 400 "},
		{"NONSENSE WITHOUT END\r\n\r\n", "HTTP/1.1 400 "},
		{"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + strings.Repeat("x", 20) + "\r\n\r\n", "HTTP/1.1 400 "}, // TLS
		{"POST /v1/ratings HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 400 "},
		{"POST /v1/ratings HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: zip\r\n\r\n", "HTTP/1.1 501 "},
		{"GET /v1/books/1 HTTP/1.1\r\nHost: x\r\nExpect: gold\r\n\r\n", "HTTP/1.1 417 "},
		{"GET /v1/books/1 HTTP/1.0\r\n\r\n", "HTTP/1.0 200 "},
	} {
		c, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(c, test.request)
		line, err := bufio.NewReader(c).ReadString('\n')
		c.Close()
		if !strings.HasPrefix(line, test.want) {
			t.Errorf("%q is answered with %q, %v; want %s…", cut(test.request), line, err, test.want)
		}
	}
	if r := s.Must(t, "GET", "/v1/books/1"); r.Status != http.StatusOK {
		t.Errorf("GET afterwards = %d, want 200", r.Status)
	}
}
