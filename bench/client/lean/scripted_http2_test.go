package lean_test

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"

	"github.com/wiretax/wiretax/bench/client/lean"
	"github.com/wiretax/wiretax/bench/client/lean/leantest"
	"github.com/wiretax/wiretax/contract"
)

// http2Script is a script for HTTP/2.
type http2Script struct {
	script
	settings []http2.Setting
	serve    func(*testing.T, *leantest.HTTP2)
}

// each serves each request by a function until the connection ends.
func each(serve func(*leantest.HTTP2, *leantest.Request)) func(*testing.T, *leantest.HTTP2) {
	return func(_ *testing.T, c *leantest.HTTP2) {
		for {
			r, ok := c.Request()
			if !ok {
				return
			}
			serve(c, r)
		}
	}
}

// firstOf serves the first request of the first connection by a function, and all others rightly.
func firstOf(serve func(*leantest.HTTP2, *leantest.Request)) func(*testing.T, *leantest.HTTP2) {
	return func(t *testing.T, c *leantest.HTTP2) {
		if c.Number == 0 {
			if r, ok := c.Request(); ok {
				serve(c, r)
			}
		}
		each(func(c *leantest.HTTP2, r *leantest.Request) { c.Answer(r, "fine") })(t, c)
	}
}

// gone are the kinds of failure of a connection that ends: a reset, if the client has just sent
// something.
var gone = []string{contract.ConnectionClosed, contract.ConnectionReset}

// twice is a good answer that comes twice.
var twice = []want{ok("fine"), ok("fine")}

var http2Scripts = []http2Script{
	{script: script{name: "a body", want: twice}, serve: firstOf(func(c *leantest.HTTP2, r *leantest.Request) { c.Answer(r, "fine") })},
	{script: script{name: "headers only", want: []want{ok(""), ok("fine")}}, serve: firstOf(func(c *leantest.HTTP2, r *leantest.Request) {
		c.Headers(r.Stream, true, ":status", "200", "content-length", "0")
	})},
	{script: script{name: "an empty body", want: []want{ok(""), ok("fine")}}, serve: firstOf(func(c *leantest.HTTP2, r *leantest.Request) { c.Answer(r, "") })},
	{script: script{name: "8 MB", want: []want{ok(large(8 << 20)), ok("fine")}}, serve: firstOf(func(c *leantest.HTTP2, r *leantest.Request) { c.Answer(r, large(8<<20)) })},
	{script: script{name: "one byte a frame", want: twice}, serve: firstOf(func(c *leantest.HTTP2, r *leantest.Request) {
		c.Headers(r.Stream, false, ":status", "200")
		for _, b := range "fine" {
			c.Data(r.Stream, false, nil)
			c.Data(r.Stream, false, []byte(string(b)))
		}
		c.Data(r.Stream, true, nil)
	})},
	{script: script{name: "padding and priorities", want: twice}, serve: firstOf(func(c *leantest.HTTP2, r *leantest.Request) {
		c.WriteHeaders(http2.HeadersFrameParam{
			StreamID: r.Stream, EndHeaders: true, BlockFragment: c.Encode(":status", "200"), PadLength: 255,
			Priority: http2.PriorityParam{StreamDep: 0, Exclusive: true, Weight: 7},
		})
		c.WritePriority(r.Stream, http2.PriorityParam{StreamDep: 0, Weight: 3})
		c.WriteDataPadded(r.Stream, false, []byte("fi"), make([]byte, 200))
		c.WriteDataPadded(r.Stream, true, []byte("ne"), make([]byte, 0))
	})},
	{script: script{name: "unknown frames, flags and settings", want: twice}, serve: firstOf(func(c *leantest.HTTP2, r *leantest.Request) {
		c.WriteRawFrame(0xbe, 0xff, 0, []byte("of the connection"))
		c.WriteRawFrame(0xbf, 0xff, r.Stream, []byte("of the stream"))
		c.WriteSettings(http2.Setting{ID: 0xbeef, Val: 7})
		c.Answer(r, "fine")
	})},
	{script: script{name: "trailers", want: twice}, serve: firstOf(func(c *leantest.HTTP2, r *leantest.Request) {
		c.Headers(r.Stream, false, ":status", "200", "trailer", "x-sum")
		c.Data(r.Stream, false, []byte("fine"))
		c.Headers(r.Stream, true, "x-sum", "1")
	})},
	{script: script{name: "interim answers", want: twice}, serve: firstOf(func(c *leantest.HTTP2, r *leantest.Request) {
		c.Headers(r.Stream, false, ":status", "100")
		c.Headers(r.Stream, false, ":status", "103", "link", "</x>")
		c.Answer(r, "fine")
	})},
	{script: script{name: "statuses", want: []want{{status: 404, body: "none"}, {status: 204}, {status: 500}, ok("fine")}}, serve: func(t *testing.T, c *leantest.HTTP2) {
		for i, r := range []string{"404", "204", "500"} {
			got, _ := c.Request()
			c.Headers(got.Stream, i > 0, ":status", r)
			if i == 0 {
				c.Data(got.Stream, true, []byte("none"))
			}
		}
		firstOf(func(c *leantest.HTTP2, r *leantest.Request) { c.Answer(r, "fine") })(t, c)
	}},
	{script: script{name: "HEAD", request: lean.Request{Method: "HEAD"}, want: []want{ok("")}}, serve: each(func(c *leantest.HTTP2, r *leantest.Request) {
		c.Headers(r.Stream, true, ":status", "200", "content-length", "5")
	})},
	{script: script{name: "100 headers in frames of 7 bytes", want: twice}, serve: firstOf(func(c *leantest.HTTP2, r *leantest.Request) {
		headers := []string{":status", "200"}
		for line := range strings.Lines(hundredHeaders) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
			headers = append(headers, strings.ToLower(name), strings.TrimSpace(value))
		}
		c.SplitHeaders(r.Stream, false, 7, headers...)
		c.Data(r.Stream, true, []byte("fine"))
	})},
	{script: script{name: "the same headers from the dynamic table", want: []want{ok("fine"), ok("fine"), ok("fine")}}, serve: each(func(c *leantest.HTTP2, r *leantest.Request) {
		c.Headers(r.Stream, false, ":status", "200", "x-long", strings.Repeat("v", 100), "x-other", "w")
		c.Data(r.Stream, true, []byte("fine"))
	})},
	{script: script{name: "a table of no size and back", want: []want{ok("fine"), ok("fine"), ok("fine"), ok("fine")}}, serve: func(_ *testing.T, c *leantest.HTTP2) {
		for size := range 4 {
			r, ok := c.Request()
			if !ok {
				return
			}
			// Both tables: what the server may encode with, and what the client may.
			c.Table(uint32(size%2) * 4096)
			c.WriteSettings(http2.Setting{ID: http2.SettingHeaderTableSize, Val: uint32(size%2) * 4096})
			c.Headers(r.Stream, false, ":status", "200", "x-long", strings.Repeat("v", 100))
			c.Data(r.Stream, true, []byte("fine"))
		}
		c.Drain()
	}},
	{script: script{name: "ping", want: twice}, serve: func(t *testing.T, c *leantest.HTTP2) {
		each(func(c *leantest.HTTP2, r *leantest.Request) {
			if !c.Ping([8]byte{1, 2, 3, byte(r.Stream)}) {
				t.Errorf("pings answered: %v, want another one", c.Pings)
			}
			c.Answer(r, "fine")
		})(t, c)
	}},
	{script: script{name: "settings acknowledged", want: twice}, serve: each(func(c *leantest.HTTP2, r *leantest.Request) {
		for acks := c.Acks; c.Acks < acks+3; {
			if acks == c.Acks {
				for range 3 {
					c.WriteSettings(http2.Setting{ID: http2.SettingMaxFrameSize, Val: 1 << 15})
				}
			}
			if !c.Read() {
				return
			}
		}
		c.Answer(r, "fine")
	})},
	{script: script{name: "no streams at first", onlyLean: "net/http may wait for good", want: twice}, settings: []http2.Setting{{ID: http2.SettingMaxConcurrentStreams, Val: 0}}, serve: func(t *testing.T, c *leantest.HTTP2) {
		for c.Acks == 0 && c.Read() {
		}
		if c.Ping([8]byte{1}); len(c.Open()) > 0 {
			t.Errorf("streams %v were opened and none is allowed", c.Open())
		}
		c.WriteSettings(http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: 1})
		firstOf(func(c *leantest.HTTP2, r *leantest.Request) { c.Answer(r, "fine") })(t, c)
	}},
	{script: script{name: "refused once", retries: 1, want: twice}, serve: firstOf(func(c *leantest.HTTP2, r *leantest.Request) { c.Refuse(r, http2.ErrCodeRefusedStream) })},
	{script: script{name: "refused twice", retries: 1, want: []want{failed(contract.StreamReset), ok("fine")}}, serve: firstOf(func(c *leantest.HTTP2, r *leantest.Request) {
		c.Refuse(r, http2.ErrCodeRefusedStream)
		r, _ = c.Request()
		c.Refuse(r, http2.ErrCodeRefusedStream)
	})},
	{script: script{name: "a reset", want: []want{failed(contract.StreamReset), ok("fine")}}, serve: firstOf(func(c *leantest.HTTP2, r *leantest.Request) { c.Refuse(r, http2.ErrCodeCancel) })},
	{script: script{name: "a reset within the body", want: []want{failed(contract.StreamReset), ok("fine")}}, serve: firstOf(func(c *leantest.HTTP2, r *leantest.Request) {
		c.Headers(r.Stream, false, ":status", "200")
		c.Data(r.Stream, false, []byte("fi"))
		c.Refuse(r, http2.ErrCodeInternal)
	})},
	{script: script{name: "a reset after the answer", want: twice}, serve: firstOf(func(c *leantest.HTTP2, r *leantest.Request) {
		c.Answer(r, "fine")
		c.WriteRSTStream(r.Stream, http2.ErrCodeNo)
	})},
	{script: script{name: "an answer before the request is over", request: lean.Request{Method: "POST", Body: make([]byte, 1<<20)}, want: []want{ok("fine")}}, serve: func(_ *testing.T, c *leantest.HTTP2) {
		c.Hoards = true
		for c.LargestFrame == 0 && c.Read() {
		}
		c.Answer(&leantest.Request{Stream: 1}, "fine")
		c.WriteRSTStream(1, http2.ErrCodeNo)
		c.Drain()
	}},
	{script: script{name: "goodbye after the answer", opened: 2, retries: anyNumber, want: twice}, serve: firstOf(func(c *leantest.HTTP2, r *leantest.Request) {
		c.Answer(r, "fine")
		c.WriteGoAway(r.Stream, http2.ErrCodeNo, nil)
		c.Drain()
	})},
	{script: script{name: "goodbye before the answer", opened: 2, want: twice}, serve: firstOf(func(c *leantest.HTTP2, r *leantest.Request) {
		c.WriteGoAway(1<<31-1, http2.ErrCodeNo, nil)
		c.WriteGoAway(r.Stream, http2.ErrCodeNo, nil)
		c.Answer(r, "fine")
		c.Drain()
	})},
	{script: script{name: "goodbye instead of the answer", opened: 2, retries: 1, want: twice}, serve: firstOf(func(c *leantest.HTTP2, r *leantest.Request) {
		c.WriteGoAway(0, http2.ErrCodeNo, nil)
		c.Drain()
	})},
	{script: script{name: "goodbye with an error", opened: 2, want: []want{failed(gone...), ok("fine")}}, serve: firstOf(func(c *leantest.HTTP2, r *leantest.Request) {
		c.WriteGoAway(r.Stream, http2.ErrCodeEnhanceYourCalm, []byte("too_many_pings"))
		c.Conn.Close()
	})},
	{script: script{name: "close instead of the answer", opened: 2, want: []want{failed(gone...), ok("fine")}}, serve: firstOf(func(c *leantest.HTTP2, r *leantest.Request) { c.Conn.Close() })},
	{script: script{name: "close within the body", opened: 2, want: []want{failed(gone...), ok("fine")}}, serve: firstOf(func(c *leantest.HTTP2, r *leantest.Request) {
		c.Headers(r.Stream, false, ":status", "200")
		c.Data(r.Stream, false, []byte("fi"))
		c.Conn.Close()
	})},
	{script: script{name: "half-closed within the body", opened: 2, want: []want{failed(gone...), ok("fine")}}, serve: firstOf(func(c *leantest.HTTP2, r *leantest.Request) {
		c.Headers(r.Stream, false, ":status", "200")
		c.Conn.CloseWrite()
		c.Drain()
	})},
	{script: script{name: "reset within the body", opened: 2, want: []want{failed(gone...), ok("fine")}}, serve: firstOf(func(c *leantest.HTTP2, r *leantest.Request) {
		c.Headers(r.Stream, false, ":status", "200")
		c.Conn.Reset()
	})},
	{script: script{name: "no answer", timeout: 50 * time.Millisecond, want: []want{failed(contract.Timeout), ok("fine")}}, serve: firstOf(func(c *leantest.HTTP2, r *leantest.Request) {})},
	{script: script{name: "half an answer", timeout: 50 * time.Millisecond, want: []want{failed(contract.Timeout), ok("fine")}}, serve: firstOf(func(c *leantest.HTTP2, r *leantest.Request) {
		c.Headers(r.Stream, false, ":status", "200")
		c.Data(r.Stream, false, []byte("fi"))
	})},
	{script: script{name: "an answer that comes too late", timeout: 50 * time.Millisecond, want: []want{failed(contract.Timeout), ok("fine")}}, serve: firstOf(func(c *leantest.HTTP2, r *leantest.Request) {
		for _, reset := c.Resets[r.Stream]; !reset && c.Read(); _, reset = c.Resets[r.Stream] {
		}
		c.Answer(r, "late")
	})},
}

func TestHTTP2Scripts(t *testing.T) { testHTTP2(t, http2Scripts, lean.HTTP2) }

func testHTTP2(t *testing.T, scripts []http2Script, protocol lean.Protocol) {
	for name, as := range securities() {
		for _, s := range scripts {
			for _, k := range as.kinds {
				t.Run(s.name+"/"+name+"/"+k.name, func(t *testing.T) {
					address := leantest.ServeHTTP2(t, as.server, s.settings, func(c *leantest.HTTP2) { s.serve(t, c) })
					s.run(t, k, lean.Config{Address: address, Settings: as.client, Protocol: protocol})
				})
			}
		}
	}
}
