package responder

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// serving starts a responder.
func serving(t *testing.T) Addresses {
	t.Helper()
	r, err := Listen()
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- r.Serve() }()
	t.Cleanup(func() {
		r.Stop()
		if err := <-done; err != nil {
			t.Errorf("Serve() = %v", err)
		}
		if err := r.Close(); err != nil {
			t.Errorf("Close() = %v", err)
		}
	})
	return r.Addresses
}

// together calls ask from several goroutines, more often than a window of HTTP/2 has room for.
func together(t *testing.T, ask func() error) {
	t.Helper()
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			for range 20 {
				if err := ask(); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
}

func TestClientsOfTheStandardLibrary(t *testing.T) {
	addresses := serving(t)
	for address, version := range map[string]int{addresses.HTTP1: 1, addresses.HTTP2: 2} {
		protocols := new(http.Protocols)
		protocols.SetHTTP1(version == 1)
		protocols.SetUnencryptedHTTP2(version == 2)
		client := &http.Client{Transport: &http.Transport{Protocols: protocols}}
		together(t, func() error {
			answer, err := client.Get("http://" + address + "/v1/books/1")
			if err != nil {
				return err
			}
			defer answer.Body.Close()
			body, err := io.ReadAll(answer.Body)
			if err != nil || answer.StatusCode != 200 || answer.ProtoMajor != version || len(body) != Bytes || !json.Valid(body) {
				return fmt.Errorf("HTTP/%d: %s over %s with %d bytes, %v, want 200 and %d of JSON", version, answer.Status, answer.Proto, len(body), err, Bytes)
			}
			return nil
		})
		client.CloseIdleConnections()
	}
}

func TestClientOfGRPC(t *testing.T) {
	client, err := grpc.NewClient(serving(t).GRPC, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	together(t, func() error {
		book, err := catalogv1.NewCatalogServiceClient(client).GetBook(t.Context(), &catalogv1.GetBookRequest{Id: 1})
		if err != nil || book.Id != 1 || len(book.Description) < Bytes/2 {
			return fmt.Errorf("GetBook() = %v, %v", book, err)
		}
		return nil
	})
}

// However its bytes are cut into pieces, a request has the same answer.
func TestRequestsInPieces(t *testing.T) {
	get := "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
	h2 := []byte(preface)
	h2 = appendFrame(h2, frameSettings, 0, 0, 0, settingInitialWindow, 0, 1, 0, 0)
	h2 = appendFrame(h2, frameHeaders, flagEndHeaders|flagEndStream, 1, 0x82)
	h2 = appendFrame(h2, frameHeaders, flagEndStream, 3, 0x82)
	h2 = appendFrame(h2, frameContinuation, flagEndHeaders, 3, 0x84)
	h2 = appendFrame(h2, frameHeaders, flagEndHeaders, 5, 0x83)
	h2 = appendFrame(h2, frameData, flagEndStream, 5, 1, 2, 3)
	h2 = appendFrame(h2, framePing, flagAck, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	h2 = appendFrame(h2, framePing, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8)
	h2Want := appendFrame(nil, frameSettings, 0, 0)
	h2Want = appendFrame(h2Want, frameSettings, flagAck, 0)
	for _, stream := range []uint32{1, 3, 5} {
		h2Want = http2Reply.appendTo(h2Want, stream)
	}
	h2Want = appendFrame(h2Want, framePing, flagAck, 0, 1, 2, 3, 4, 5, 6, 7, 8)
	for _, test := range []struct {
		name     string
		make     func() protocol
		in, want []byte
	}{
		{"http1", newHTTP1, []byte(get + get), append(bytes.Clone(http1Reply), http1Reply...)},
		{"http2", newHTTP2, h2, h2Want},
	} {
		for size := 1; size <= len(test.in); size++ {
			p := test.make()
			var rest, out []byte
			for from := 0; from < len(test.in); from += size {
				rest = append(rest, test.in[from:min(from+size, len(test.in))]...)
				read, answers, err := p.answer(rest, out)
				if err != nil {
					t.Fatalf("%s in pieces of %d: %v", test.name, size, err)
				}
				rest, out = rest[read:], answers
			}
			if len(rest) > 0 || !bytes.Equal(out, test.want) {
				t.Errorf("%s in pieces of %d: %d bytes left, answers\n%q\nwant\n%q", test.name, size, len(rest), out, test.want)
			}
		}
	}
}

// No more is sent than the client's window takes, and the rest when it has room.
func TestWindowOfTheConnection(t *testing.T) {
	h := newHTTP2().(*http2)
	in := []byte(preface)
	const requests = 100
	for i := range uint32(requests) {
		in = appendFrame(in, frameHeaders, flagEndHeaders|flagEndStream, 2*i+1, 0x82)
	}
	fits := int(firstWindow / http2Reply.data)
	// A stream that is reset while it waits has no answer.
	in = appendFrame(in, frameReset, 0, 2*requests-1, 0, 0, 0, 8)
	_, out, err := h.answer(in, nil)
	if got := bytes.Count(out, []byte(jsonBook)); err != nil || got != fits {
		t.Errorf("%d answers, %v, want the %d that fit", got, err, fits)
	}
	_, out, err = h.answer(appendFrame(nil, frameWindowUpdate, 0, 0, 0, 1, 0, 0), nil)
	if got, want := bytes.Count(out, []byte(jsonBook)), requests-1-fits; err != nil || got != want {
		t.Errorf("%d further answers, %v, want %d", got, err, want)
	}
	// What a client has sent is given back before its window is used up.
	in = nil
	for range 3 {
		in = appendFrame(in, frameData, 0, 301, make([]byte, 15000)...)
	}
	_, out, err = h.answer(in, nil)
	if want := appendFrame(nil, frameWindowUpdate, 0, 0, 0, 0, 45000>>8, 45000&0xff); err != nil || !bytes.Equal(out, want) {
		t.Errorf("after 45,000 bytes: %q, %v, want %q", out, err, want)
	}
}

func TestClientsThatAreDisconnected(t *testing.T) {
	small := []byte(preface)
	small = appendFrame(small, frameSettings, 0, 0, 0, settingInitialWindow, 0, 0, 0, 100)
	addresses := serving(t)
	for _, test := range []struct{ name, address, sent string }{
		{"an endless request", addresses.HTTP1, "GET /" + strings.Repeat("x", mostRequest)},
		{"HTTP/1.1 to HTTP/2", addresses.HTTP2, "GET / HTTP/1.1\r\n\r\n"},
		{"an oversized frame", addresses.HTTP2, preface + "\xff\xff\xff\x00\x00\x00\x00\x00\x01"},
		{"a short window update", addresses.HTTP2, preface + string(appendFrame(nil, frameWindowUpdate, 0, 0, 1))},
		{"a window without room", addresses.HTTP2, string(small)},
	} {
		c, err := net.Dial("tcp", test.address)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(c, test.sent)
		if _, err := io.Copy(io.Discard, c); err != nil && !strings.Contains(err.Error(), "reset") {
			t.Errorf("%s: %v, want that the connection is closed", test.name, err)
		}
		c.Close()
	}
}

// A client that does not read its answers keeps nobody else waiting, and gets them all.
func TestSlowReader(t *testing.T) {
	address := serving(t).HTTP1
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	const requests = 10_000
	sent := make(chan error, 1)
	go func() {
		_, err := io.WriteString(c, strings.Repeat("GET / HTTP/1.1\r\n\r\n", requests))
		sent <- err
	}()
	client := &http.Client{Transport: &http.Transport{}}
	together(t, func() error {
		answer, err := client.Get("http://" + address)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, answer.Body)
		return err
	})
	client.CloseIdleConnections()
	n, err := io.Copy(io.Discard, io.LimitReader(c, int64(requests*len(http1Reply))))
	if err != nil || n != int64(requests*len(http1Reply)) || <-sent != nil {
		t.Errorf("read %d bytes, %v, want %d answers", n, err, requests)
	}
}
