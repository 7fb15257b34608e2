package conformance_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/http2"

	"github.com/wiretax/wiretax/serving"
)

// manyFiles raises how many files the process may open; both ends of a connection are its own.
func manyFiles(t *testing.T, n uint64) {
	t.Helper()
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	if limit.Cur >= n {
		return
	}
	before := limit
	limit.Cur = n
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatalf("raise the limit of open files from %d to %d: %v; raise it before the test", before.Cur, n, err)
	}
	t.Cleanup(func() { syscall.Setrlimit(syscall.RLIMIT_NOFILE, &before) })
}

// A thousand connections on which nothing happens cost little, whether they have said what
// they want or not, and are in nobody's way.
func TestIdleConnections(t *testing.T) {
	const connections, most = 1000, 96 << 10 // bytes for each, with the client's side
	manyFiles(t, 3*connections)
	for _, name := range services {
		for _, begin := range []string{"", http2.ClientPreface + "\x00\x00\x00\x04\x00\x00\x00\x00\x00"} {
			s := start(t, name, config{})
			check := bounded(t)
			idle := make([]net.Conn, connections)
			for i := range idle {
				idle[i] = dial(t, s)
				io.WriteString(idle[i], begin)
			}
			s.alive(t) // they were accepted before
			check(fmt.Sprintf("%s with %d connections that have said %d bytes", name, connections, len(begin)), connections*most)
			for _, conn := range idle {
				conn.Close()
			}
			s.alive(t)
		}
	}
}

// Requests that are begun and taken back, over and over, do not gather.
func TestRapidReset(t *testing.T) {
	const requests = 20 * serving.MaxStreams
	for _, name := range services {
		for _, work := range []func(*serving.Config){nil, forever} {
			s := start(t, name, config{more: work})
			check := bounded(t)
			f := openFrames(t, s)
			answers := make(chan struct{})
			go func() { defer close(answers); io.Copy(io.Discard, f.conn) }()
			for i := range uint32(requests) {
				if f.open(s, 2*i+1) != nil || f.WriteRSTStream(2*i+1, http2.ErrCodeCancel) != nil {
					break // the service has had enough
				}
			}
			s.awaitInFlight(t, 0)
			check(name+" after a burst of resets", 8<<20)
			f.conn.Close()
			<-answers
			if work == nil {
				s.alive(t)
			}
		}
	}
}

// Headers that go on and on are cut off before they gather.
func TestEndlessHeaders(t *testing.T) {
	for _, name := range services {
		s := start(t, name, config{})
		f := openFrames(t, s)
		block := f.headers("long", strings.Repeat("b", 8<<10))
		f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: block})
		sent := 0
		bytes := allocated(func() {
			for ; sent < 256<<20; sent += len(block) {
				if err := f.WriteContinuation(1, false, block); err != nil {
					return
				}
			}
		})
		t.Logf("%s took %d bytes of headers, and allocated %d", name, sent, bytes)
		if sent >= 256<<20 {
			t.Errorf("%s takes headers without an end", name)
		}
		if bytes > 32<<20 {
			t.Errorf("%s allocates %d bytes for headers without an end", name, bytes)
		}
		f.conn.Close()
		s.alive(t)
	}
	s := start(t, restService, config{})
	header := &endless{piece: "A: b\r\n"}
	conn := dial(t, s)
	go io.Copy(conn, io.MultiReader(strings.NewReader("GET / HTTP/1.1\r\nHost: x\r\n"), header))
	if got := firstLine(conn); !strings.HasPrefix(got, "HTTP/1.1 431") {
		t.Errorf("headers without an end get %q, want 431", got)
	}
	conn.Close()
	s.alive(t)
}

// A header that is small as it comes and large as it is meant is refused: every byte of the
// block stands for 4 KiB.
func TestHeaderBombs(t *testing.T) {
	for _, name := range services {
		s := start(t, name, config{})
		f := openFrames(t, s)
		block := f.headers(":method", "POST", ":scheme", "http", ":path", "/v1/ratings", ":authority", "x", "long", strings.Repeat("b", 3<<10))
		for range 16 << 10 {
			block = append(block, 0x80|62) // the entry that was added last
		}
		bytes := allocated(func() { f.writeBlock(1, block) })
		if got := f.fate(); got != "status 431" && got != "closed" && !strings.HasPrefix(got, "RST_STREAM") && !strings.HasPrefix(got, "GOAWAY") {
			t.Errorf("a bomb of headers gets from %s: %s, want it refused", name, got)
		} else {
			t.Logf("a bomb of headers gets from %s: %s", name, got)
		}
		if bytes > 16<<20 {
			t.Errorf("a bomb of headers takes %d bytes of %s", bytes, name)
		}
		s.alive(t)
	}
}

// Who takes too long to say what they want is not waited for. It is the only test that has to
// wait itself: beside the others, for as long as a service is patient.
func TestSlowHeaders(t *testing.T) {
	t.Parallel()
	var slow sync.WaitGroup
	for _, name := range services {
		plain, secure := start(t, name, config{}), start(t, name, config{tls: true})
		for _, test := range []struct {
			what string
			to   *service
			tls  bool
			text string
		}{
			{"nothing", plain, false, ""},
			{"half a preface", plain, false, http2.ClientPreface[:10]},
			{"half a request", plain, false, "GET /v1/books/1 HTTP/1.1\r\nHost: x\r\nA: "},
			{"no TLS", secure, false, ""},
			{"half a record of TLS", secure, false, "\x16\x03\x01\x01\x00"},
			{"nothing within TLS", secure, true, ""},
			{"half a preface within TLS", secure, true, http2.ClientPreface[:10]},
		} {
			var conn net.Conn
			if test.tls {
				conn = dial(t, test.to, "h2")
			} else {
				raw, err := new(net.Dialer).DialContext(context.Background(), "tcp", test.to.address)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { raw.Close() })
				conn = raw
			}
			conn.SetDeadline(time.Now().Add(serving.HeaderTimeout + patience))
			slow.Go(func() { drip(t, name+": "+test.what, conn, test.text) })
		}
	}
	slow.Wait()
}

// drip writes, waits for the service to end the connection, and wants that at its time.
func drip(t *testing.T, what string, conn net.Conn, text string) {
	begun := time.Now()
	io.WriteString(conn, text)
	_, err := io.Copy(io.Discard, conn)
	took := time.Since(begun)
	if timeout, ok := err.(net.Error); ok && timeout.Timeout() {
		t.Errorf("%s is still waited for after %v, want %v", what, took, serving.HeaderTimeout)
	} else if took < serving.HeaderTimeout-time.Second && text == "" {
		t.Errorf("%s is waited for %v, want %v", what, took, serving.HeaderTimeout)
	}
	t.Logf("%s is waited for %v", what, took.Round(time.Second/10))
}
