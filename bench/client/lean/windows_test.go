package lean_test

import (
	"slices"
	"testing"
	"time"

	"golang.org/x/net/http2"

	"github.com/wiretax/wiretax/bench/client/lean"
	"github.com/wiretax/wiretax/bench/client/lean/leantest"
	"github.com/wiretax/wiretax/contract"
)

// step changes what the client may send, and says how much it then has sent.
type step struct {
	do   func(*leantest.HTTP2)
	sent int
}

const (
	connection = false
	stream     = true
)

// more gives the client more of a window.
func more(ofStream bool, n uint32) func(*leantest.HTTP2) {
	return func(c *leantest.HTTP2) {
		id := uint32(0)
		if ofStream {
			id = c.Open()[0]
		}
		c.WriteWindowUpdate(id, n)
	}
}

// set changes a setting.
func set(id http2.SettingID, value uint32) func(*leantest.HTTP2) {
	return func(c *leantest.HTTP2) { c.WriteSettings(http2.Setting{ID: id, Val: value}) }
}

func nothing(*leantest.HTTP2) {}

// TestWindowsOfTheServer lets the client send a large request through windows that change. It must
// send all that it may, and not a byte more.
func TestWindowsOfTheServer(t *testing.T) {
	const size = 200_000
	for _, tt := range []struct {
		name     string
		settings []http2.Setting
		steps    []step
	}{
		{"of the connection", []http2.Setting{{ID: http2.SettingInitialWindowSize, Val: 1 << 20}}, []step{
			{nothing, 1<<16 - 1}, {more(connection, 1), 1 << 16}, {more(connection, 30_000), 1<<16 + 30_000}, {more(stream, 1<<20), 1<<16 + 30_000}, {more(connection, 1<<20), size},
		}},
		{"of 100 bytes", []http2.Setting{{ID: http2.SettingInitialWindowSize, Val: 100}}, []step{
			{nothing, 100}, {more(stream, 1), 101}, {more(stream, 100), 201}, {more(stream, 1<<20), 1<<16 - 1}, {more(connection, 1<<20), size},
		}},
		{"of nothing", []http2.Setting{{ID: http2.SettingInitialWindowSize, Val: 0}}, []step{
			{more(connection, 1<<20), 0}, {more(stream, 7), 7}, {more(stream, 1<<20), size},
		}},
		{"grown by a setting", []http2.Setting{{ID: http2.SettingInitialWindowSize, Val: 100}}, []step{
			{more(connection, 1<<20), 100}, {set(http2.SettingInitialWindowSize, 5000), 5000}, {set(http2.SettingInitialWindowSize, 1<<20), size},
		}},
		{"shrunk below what was sent", []http2.Setting{{ID: http2.SettingInitialWindowSize, Val: 1000}}, []step{
			{more(connection, 1<<20), 1000}, {set(http2.SettingInitialWindowSize, 10), 1000}, {more(stream, 990), 1000}, {more(stream, 5), 1005},
			{set(http2.SettingInitialWindowSize, 0), 1005}, {set(http2.SettingInitialWindowSize, 110), 1105}, {more(stream, 1<<20), size},
		}},
		{"up to the limit", []http2.Setting{{ID: http2.SettingInitialWindowSize, Val: 1<<31 - 1}}, []step{
			{nothing, 1<<16 - 1}, {more(connection, 1<<31-1), size},
		}},
	} {
		for _, k := range bothKinds {
			for _, protocol := range []lean.Protocol{lean.HTTP2, lean.GRPC} {
				if protocol == lean.GRPC && k.name == nativeKind.name {
					continue // grpc-go flushes when it likes
				}
				t.Run(tt.name+"/"+k.name+"/"+[]string{"", "HTTP", "gRPC"}[protocol], func(t *testing.T) {
					address := leantest.ServeHTTP2(t, nil, tt.settings, func(c *leantest.HTTP2) { walk(t, c, tt.settings[0].Val == 0, tt.steps) })
					body := []byte(large(size))
					if protocol == lean.GRPC {
						body = body[:size-5] // less the frame
					}
					o := k.start(t, lean.Config{Address: address, Protocol: protocol, Requests: []lean.Request{
						{Method: "POST", Path: "/s/m"}, {Method: "POST", Path: "/s/m", Body: body},
					}})
					w := ok("")
					if protocol == lean.GRPC {
						w = fineRPC("")
					}
					for i := range 2 {
						w.check(t, i, o.ask(t, uint64(i)))
					}
				})
			}
		}
	}
}

// walk answers a first request, for whose prefix it may have to give a window, and goes through the
// steps with the second.
func walk(t *testing.T, c *leantest.HTTP2, giveFirst bool, steps []step) {
	for len(c.Open()) == 0 {
		if !c.Read() {
			return
		}
	}
	if giveFirst {
		c.WriteWindowUpdate(c.Open()[0], prefix)
	}
	r, ok := c.Request()
	if !ok || !c.Ping([8]byte{255}) { // the client knows the settings now
		return
	}
	answerAny(c, r)
	c.Hoards = true
	c.Received = 0
	for len(c.Open()) == 0 {
		if !c.Read() {
			return
		}
	}
	for i, s := range steps {
		s.do(c)
		for c.Received < s.sent {
			if !c.Read() {
				t.Errorf("step %d: the connection ended after %d bytes, want %d", i, c.Received, s.sent)
				return
			}
		}
		if !c.Ping([8]byte{byte(i)}) || c.Received != s.sent {
			t.Errorf("step %d: %d bytes came, want %d", i, c.Received, s.sent)
			return
		}
	}
	r, ok = c.Request()
	if !ok || len(r.Body) != c.Received {
		t.Error("the request has no end")
		return
	}
	body := string(r.Body)
	if isRPC(r) {
		body = body[5:]
	}
	if body != large(len(body)) {
		t.Error("another body came than was sent")
	}
	answerAny(c, r)
	c.Drain()
}

func isRPC(r *leantest.Request) bool { return r.Header["content-type"] == "application/grpc" }

// answerAny answers with nothing by the protocol of the request.
func answerAny(c *leantest.HTTP2, r *leantest.Request) {
	if isRPC(r) {
		c.AnswerRPC(r, 0, "")
	} else {
		c.Answer(r, "")
	}
}

// TestLargestFrameOfTheServer lets the client send a large request in frames of another size.
func TestLargestFrameOfTheServer(t *testing.T) {
	windows := http2.Setting{ID: http2.SettingInitialWindowSize, Val: 1 << 20}
	for _, k := range bothKinds {
		t.Run(k.name, func(t *testing.T) {
			frames := []uint32{1 << 15, 1 << 14, 1<<24 - 1, 20_000}
			address := leantest.ServeHTTP2(t, nil, []http2.Setting{windows, {ID: http2.SettingMaxFrameSize, Val: frames[0]}}, func(c *leantest.HTTP2) {
				for i := range frames {
					r, ok := c.Request()
					if !ok {
						return
					}
					if c.LargestFrame > int(frames[i]) {
						t.Errorf("request %d: a frame of %d bytes, want at most %d", i, c.LargestFrame, frames[i])
					}
					c.LargestFrame = 0
					if i+1 < len(frames) {
						set(http2.SettingMaxFrameSize, frames[i+1])(c)
						c.Ping([8]byte{byte(i)})
					}
					c.Answer(r, "")
				}
				c.Drain()
			})
			o := k.start(t, lean.Config{Address: address, Protocol: lean.HTTP2, Requests: []lean.Request{{Method: "POST", Path: "/", Body: []byte(large(300_000))}}})
			for i := range frames {
				w := ok("")
				w.check(t, i, o.ask(t, uint64(i)))
			}
		})
	}
}

// TestWindowsOfTheClient sends answers that are larger than any window, several at once, over a
// connection on which many others were given up.
func TestWindowsOfTheClient(t *testing.T) {
	const givenUp, answered, size = 10, 6, 2 << 20
	for _, k := range bothKinds {
		t.Run(k.name, func(t *testing.T) {
			address := leantest.ServeHTTP2(t, nil, nil, func(c *leantest.HTTP2) {
				each(func(c *leantest.HTTP2, r *leantest.Request) {
					if r.Header[":path"] == "/endless" {
						c.Headers(r.Stream, false, ":status", "200")
						c.Data(r.Stream, true, make([]byte, 64<<20)) // until it is given up
						return
					}
					c.Answer(r, large(size))
				})(t, c)
			})
			requests := slices.Repeat([]lean.Request{{Method: "GET", Path: "/"}}, answered)
			requests = append(requests, lean.Request{Method: "GET", Path: "/endless"})
			o := k.start(t, lean.Config{Address: address, Protocol: lean.HTTP2, Answers: &discarding{}, Requests: requests})
			for range givenUp {
				ctx, cancel := withTimeout(t, 10*time.Millisecond)
				done := make(endings, 1)
				o.Start(ctx, ticket(answered), done)
				if e := <-done; e.Failure != contract.Timeout {
					t.Errorf("a request that was given up: %q, want %q", e.Failure, contract.Timeout)
				}
				cancel()
			}
			if got := o.Opened(); got != 1 {
				t.Errorf("opened %d connections, want the first to last", got)
			}
			for _, e := range drive(t, o, answered, answered) {
				if e.Failure != "" || e.AnswerBytes != size {
					t.Errorf("answer: %q (%v), %d bytes, want %d", e.Failure, e.Why, e.AnswerBytes, size)
				}
			}
		})
	}
}
