package conformance_test

import (
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/http2"

	"github.com/wiretax/wiretax/serving"
)

// A client that takes too long to send its request is disconnected. This is the only test that has
// to wait for a service's limits; it does so in parallel with the others.
func TestSlowHeaders(t *testing.T) {
	t.Parallel()
	var slow sync.WaitGroup
	for _, name := range services {
		plain, secure := start(t, name, config{}), start(t, name, config{tls: true})
		bare := *secure
		bare.trust = nil
		for _, test := range []struct {
			what       string
			to         *service
			text, more string
		}{
			{"nothing", plain, "", ""},
			{"half a preface", plain, http2.ClientPreface[:10], ""},
			{"no TLS", &bare, "", ""},
			{"half a record of TLS", &bare, "\x16\x03\x01\x01\x00", ""},
			{"a record of TLS that drips", &bare, "\x16\x03\x01\x01\x00", "\x00"},
			{"nothing within TLS", secure, "", ""},
			{"half a preface within TLS", secure, http2.ClientPreface[:10], ""},
		} {
			slow.Go(func() { await(t, name+": "+test.what, dial(t, test.to, "h2"), test.text, test.more) })
		}
		if name == restService {
			const half = "GET /v1/books/1 HTTP/1.1\r\nHost: x\r\nA: "
			slow.Go(func() { await(t, "rest: half a request", dial(t, plain), half, "") })
			slow.Go(func() { await(t, "rest: a request that drips", dial(t, plain), half, "a") })
		}
	}
	slow.Wait()
}

// await writes a text, and then a bit more of it every now and then, and wants the service to
// end the connection at its time.
func await(t *testing.T, what string, conn net.Conn, text, more string) {
	conn.SetDeadline(time.Now().Add(serving.HeaderTimeout + patience))
	begun := time.Now()
	io.WriteString(conn, text)
	ended := make(chan struct{})
	go func() {
		drip := time.NewTicker(serving.HeaderTimeout / 20)
		defer drip.Stop()
		for {
			select {
			case <-drip.C:
				io.WriteString(conn, more)
			case <-ended:
				return
			}
		}
	}()
	_, err := io.Copy(io.Discard, conn)
	close(ended)
	took := time.Since(begun)
	if timeout, ok := err.(net.Error); ok && timeout.Timeout() || took < serving.HeaderTimeout-time.Second {
		t.Errorf("%s is waited for %v, want %v", what, took, serving.HeaderTimeout)
	}
}
