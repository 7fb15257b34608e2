package conformance_test

import (
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"syscall"
	"testing"

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

// A thousand idle connections cost little, whether they have shaken hands or not, and do not delay
// other clients.
func TestIdleConnections(t *testing.T) {
	const connections, most = 1000, 96 << 10 // bytes for each, with the client's part
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

// Requests that are begun and cancelled, over and over, do not accumulate.
func TestRapidReset(t *testing.T) {
	const requests = 2 * serving.MaxStreams
	for _, name := range services {
		for _, work := range []func(*serving.Config){nil, forever} {
			s := start(t, name, config{more: work})
			check, goroutines := bounded(t), runtime.NumGoroutine()
			f := openFrames(t, s)
			answers := make(chan struct{})
			go func() { defer close(answers); io.Copy(io.Discard, f.conn) }()
			for i := range uint32(requests) {
				if f.open(s, 2*i+1) != nil || f.WriteRSTStream(2*i+1, http2.ErrCodeCancel) != nil {
					break // the service has had enough
				}
			}
			s.awaitInFlight(t, 0)
			check(name+" after a burst of resets", 32<<20)
			f.conn.Close()
			<-answers
			eventually(t, name+" being done with all of them", func() (any, bool) {
				n := runtime.NumGoroutine()
				return n, n <= goroutines
			})
			if work == nil {
				s.alive(t)
			}
		}
	}
}

// Headers without an end are refused before they accumulate.
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

// A header that is small while compressed and large afterwards is refused: every byte of the block
// stands for 4 KiB.
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
