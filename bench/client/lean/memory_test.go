package lean_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"

	"github.com/wiretax/wiretax/bench/client/lean"
	"github.com/wiretax/wiretax/bench/client/lean/leantest"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/contract"
)

// flood sends a piece over and over, for a while or until the client closes the connection.
func flood(c interface {
	Write([]byte) (int, error)
	SetWriteDeadline(time.Time) error
}, text string) {
	piece := []byte(text)
	for c.SetWriteDeadline(time.Now().Add(floodFor)); ; {
		if _, err := c.Write(piece); err != nil {
			return
		}
	}
}

// floodFor is how long a flood lasts, and mostMemory what the client may need meanwhile: its limits
// for headers are 1 MB, and the garbage collector is generous.
const (
	floodFor   = 150 * time.Millisecond
	mostMemory = 24 << 20
)

// floodHTTP1 answers one request with a beginning and a flood.
func floodHTTP1(beginning, piece string) func(*testing.T) (string, lean.Protocol) {
	return func(t *testing.T) (string, lean.Protocol) {
		piece := strings.Repeat(piece, 1+(8<<10)/len(piece))
		return leantest.ServeHTTP1(t, nil, func(c *leantest.HTTP1) {
			c.Request()
			c.Say(beginning)
			flood(c, piece)
		}), lean.HTTP1
	}
}

// floodHTTP2 answers one request with a beginning and a flood, and reads nothing more.
func floodHTTP2(begin func(*leantest.HTTP2, *leantest.Request), write func(*http2.Framer)) func(*testing.T) (string, lean.Protocol) {
	return func(t *testing.T) (string, lean.Protocol) {
		var piece strings.Builder
		f := http2.NewFramer(&piece, nil)
		f.AllowIllegalWrites = true
		for piece.Len() < 8<<10 {
			write(f)
		}
		return leantest.ServeHTTP2(t, nil, nil, func(c *leantest.HTTP2) {
			if r, ok := c.Request(); ok {
				begin(c, r)
				flood(c.Conn, piece.String())
			}
		}), lean.HTTP2
	}
}

func noBeginning(*leantest.HTTP2, *leantest.Request) {}

// TestMemoryIsBounded lets services send without an end what the client has to keep or to answer.
func TestMemoryIsBounded(t *testing.T) {
	chunkedHead := "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	for _, tt := range []struct {
		name  string
		serve func(*testing.T) (string, lean.Protocol)
		kinds []string
	}{
		{"a status line", floodHTTP1("HTTP/1.1 200 ", "OK"), []string{contract.MalformedAnswer}},
		{"headers", floodHTTP1("HTTP/1.1 200 OK\r\n", "x: y\r\n"), []string{contract.MalformedAnswer}},
		{"interim answers", floodHTTP1("", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"), []string{contract.MalformedAnswer}},
		{"a chunk size", floodHTTP1(chunkedHead, "0"), []string{contract.MalformedAnswer}},
		{"the extension of a chunk", floodHTTP1(chunkedHead+"5;", "x"), []string{contract.MalformedAnswer}},
		{"trailers", floodHTTP1(chunkedHead+"0\r\n", "x: y\r\n"), []string{contract.MalformedAnswer}},
		{"one trailer", floodHTTP1(chunkedHead+"0\r\nx: ", "y"), []string{contract.MalformedAnswer}},
		{"a body that nobody keeps", floodHTTP1("HTTP/1.1 200 OK\r\n\r\n", "x"), []string{"", contract.ConnectionClosed, contract.ConnectionReset, contract.Timeout}},
		{"chunks that nobody keeps", floodHTTP1(chunkedHead, "1\r\nx\r\n"), []string{contract.ConnectionClosed, contract.ConnectionReset, contract.Timeout}},
		{"a large length", floodHTTP1("HTTP/1.1 200 OK\r\nContent-Length: 999999999999999\r\n\r\n", "x"), []string{contract.ConnectionClosed, contract.ConnectionReset, contract.Timeout}},
		{"continuations", floodHTTP2(func(c *leantest.HTTP2, r *leantest.Request) {
			c.WriteRawFrame(http2.FrameHeaders, 0, r.Stream, []byte(status200))
		}, func(f *http2.Framer) { f.WriteContinuation(1, false, []byte("\x00\x01x\x01y")) }), []string{contract.MalformedAnswer}},
		{"empty continuations", floodHTTP2(func(c *leantest.HTTP2, r *leantest.Request) {
			c.WriteRawFrame(http2.FrameHeaders, 0, r.Stream, []byte(status200))
		}, func(f *http2.Framer) { f.WriteContinuation(1, false, nil) }), nil},
		{"headers of HTTP/2", floodHTTP2(noBeginning, func(f *http2.Framer) {
			f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, EndHeaders: true, BlockFragment: []byte("\x08\x03103")})
		}), nil},
		{"pings that are not read", floodHTTP2(noBeginning, func(f *http2.Framer) { f.WritePing(false, [8]byte{1}) }), nil},
		{"settings that are not read", floodHTTP2(noBeginning, func(f *http2.Framer) { f.WriteSettings() }), nil},
		{"data of an answer that nobody waits for", floodHTTP2(func(c *leantest.HTTP2, r *leantest.Request) {
			c.Answer(r, "")
		}, func(f *http2.Framer) { f.WriteData(1, false, make([]byte, 1000)) }), nil},
		{"goodbyes", floodHTTP2(noBeginning, func(f *http2.Framer) { f.WriteGoAway(1, http2.ErrCodeNo, make([]byte, 1000)) }), nil},
		{"windows", floodHTTP2(noBeginning, func(f *http2.Framer) { f.WriteWindowUpdate(1, 1) }), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			address, protocol := tt.serve(t)
			o := leanKind.start(t, lean.Config{Address: address, Protocol: protocol, Answers: discarding{}})
			stop := sample(t)
			ctx, cancel := withTimeout(t, 2*floodFor)
			defer cancel()
			a := o.askFor(ctx, t, 0)
			if tt.kinds != nil {
				w := failed(tt.kinds...)
				a.Reply.Failure, a.Err = a.Outcome.Failure, a.Why
				w.check(t, 0, a)
			}
			if most := stop(); most > mostMemory {
				t.Errorf("memory grew by %d MB, want at most %d", most>>20, mostMemory>>20)
			}
		})
	}
}

// sample measures by how much the memory in use grows until it is stopped.
func sample(t *testing.T) (stop func() (most int64)) {
	runtime.GC()
	inUse := func() int64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapInuse)
	}
	begin, most := inUse(), int64(0)
	over, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for {
			most = max(most, inUse()-begin)
			select {
			case <-tick.C:
			case <-over:
				return
			}
		}
	}()
	return func() int64 { close(over); <-ended; return most }
}

// TestAnswersAreLimited refuses messages that are larger than any that a client should take, before
// they come.
func TestAnswersAreLimited(t *testing.T) {
	for _, k := range bothKinds {
		t.Run(k.name, func(t *testing.T) {
			address := leantest.ServeHTTP2(t, nil, nil, func(c *leantest.HTTP2) {
				firstCall(func(c *leantest.HTTP2, r *leantest.Request) {
					open(c, r)
					c.Data(r.Stream, false, []byte("\x00\x40\x00\x00\x00")) // 1 GB
				})(t, c)
			})
			o := k.start(t, lean.Config{Address: address, Protocol: lean.GRPC, Requests: []lean.Request{{Path: "/s/m"}}})
			stop := sample(t)
			a := o.ask(t, 0)
			if kind := a.Reply.Failure; kind != "code ResourceExhausted" && a.Status != 8 {
				t.Errorf("failure %q (%v), status %d, want ResourceExhausted", kind, a.Err, a.Status)
			}
			if most := stop(); most > mostMemory {
				t.Errorf("memory grew by %d MB, want at most %d", most>>20, mostMemory>>20)
			}
			w := fineRPC("fine")
			w.check(t, 1, o.ask(t, 1))
		})
	}
}

// TestLargeRequestsAreNotCopied sends large bodies to servers that take them, and read none.
func TestLargeRequestsAreNotCopied(t *testing.T) {
	const inFlight, size = 6, 16 << 20
	for name, as := range securities() {
		for _, tt := range []struct {
			protocol lean.Protocol
			serve    func(over <-chan struct{}) (address string)
		}{
			{lean.HTTP1, func(over <-chan struct{}) string {
				return leantest.ServeHTTP1(t, as.server, func(*leantest.HTTP1) { <-over })
			}},
			{lean.HTTP2, func(over <-chan struct{}) string {
				settings := []http2.Setting{{ID: http2.SettingInitialWindowSize, Val: 1 << 30}}
				return leantest.ServeHTTP2(t, as.server, settings, func(c *leantest.HTTP2) {
					c.WriteWindowUpdate(0, 1<<30)
					<-over
				})
			}},
		} {
			t.Run(fmt.Sprint(name, "/", tt.protocol), func(t *testing.T) {
				over := make(chan struct{})
				defer close(over)
				o := leanKind.start(t, lean.Config{
					Address: tt.serve(over), Settings: as.client, Protocol: tt.protocol, Connections: inFlight, Loops: 1,
					Requests: []lean.Request{{Method: "POST", Path: "/", Body: make([]byte, size)}},
				})
				stop := sample(t)
				ctx, cancel := withTimeout(t, floodFor)
				defer cancel()
				done := make(endings, inFlight)
				for i := range inFlight {
					o.Start(ctx, load.Ticket{Seq: uint64(i)}, done)
				}
				for range inFlight {
					if e := <-done; e.Failure != contract.Timeout {
						t.Errorf("request %d: %q (%v), want a timeout", e.Seq, e.Failure, e.Why)
					}
				}
				if most := stop(); most > mostMemory {
					t.Errorf("memory grew by %d MB, want at most %d", most>>20, mostMemory>>20)
				}
			})
		}
	}
}
