package lean_test

import (
	"context"
	"testing"
	"time"

	"github.com/wiretax/wiretax/bench/client/lean"
	"github.com/wiretax/wiretax/bench/client/lean/leantest"
	"github.com/wiretax/wiretax/contract"
)

// held is a server of any protocol that answers when it is told to.
type held struct {
	protocol         lean.Protocol
	entered, release chan bool
}

var protocols = map[string]lean.Protocol{"HTTP 1.1": lean.HTTP1, "HTTP 2": lean.HTTP2, "gRPC": lean.GRPC}

// serve serves until the test ends and returns the address.
func (h *held) serve(t *testing.T) (address string) {
	h.entered, h.release = make(chan bool, 100), make(chan bool)
	ended := make(chan struct{})
	defer t.Cleanup(func() { close(ended) }) // before the servers are waited for
	wait := func() {
		h.entered <- true
		select {
		case <-h.release:
		case <-ended:
		}
	}
	if h.protocol == lean.HTTP1 {
		return leantest.ServeHTTP1(t, nil, func(c *leantest.HTTP1) {
			for {
				if _, _, ok := c.Request(); !ok {
					return
				}
				wait()
				c.Say(fine(""))
			}
		})
	}
	return leantest.ServeHTTP2(t, nil, nil, func(c *leantest.HTTP2) {
		each(func(c *leantest.HTTP2, r *leantest.Request) {
			wait()
			answerAny(c, r)
		})(t, c)
	})
}

// start opens a client of the server.
func (h *held) start(t *testing.T, k kind, connections, loops int) *opened {
	t.Helper()
	return k.start(t, lean.Config{
		Address: h.serve(t), Protocol: h.protocol, Connections: connections, Loops: loops,
		Requests: []lean.Request{{Method: "GET", Path: "/s/m"}},
	})
}

// TestCloseWaits closes a client while requests are in flight: it waits for them.
func TestCloseWaits(t *testing.T) {
	const requests = 6
	for name, protocol := range protocols {
		for _, k := range bothKinds {
			t.Run(name+"/"+k.name, func(t *testing.T) {
				h := held{protocol: protocol}
				o := h.start(t, k, 3, 3)
				done := make(endings, requests)
				for i := range requests {
					o.Start(t.Context(), ticket(uint64(i)), done)
				}
				<-h.entered
				closed := make(chan bool)
				go func() { o.close(t)(); close(closed) }()
				for range requests {
					select {
					case <-closed:
						t.Fatal("Close returned before the requests ended")
					case h.release <- true:
					}
				}
				<-closed
				if len(done) != requests {
					t.Fatalf("%d of %d requests ended before Close returned", len(done), requests)
				}
				for range requests {
					if e := <-done; e.Failure != "" {
						t.Errorf("request %d: %q (%v)", e.Seq, e.Failure, e.Why)
					}
				}
			})
		}
	}
}

// TestAfterClose uses a client that is closed: nothing hangs, and each request still ends once.
func TestAfterClose(t *testing.T) {
	for name, protocol := range protocols {
		h := held{protocol: protocol}
		o := h.start(t, leanKind, 2, 2)
		done := make(endings, 3)
		o.Start(t.Context(), ticket(1), done)
		h.release <- true
		<-done
		before, err := o.Carried()
		if err != nil || before.Sent == 0 || before.Received == 0 {
			t.Errorf("%s: Carried() = %+v, %v, want what the request took", name, before, err)
		}
		o.close(t)()
		o.Start(t.Context(), ticket(2), done)
		if e := <-done; e.Seq != 2 || e.Failure == "" {
			t.Errorf("%s: request %d after Close: %q, want a failure of 2", name, e.Seq, e.Failure)
		}
		if reply, _ := o.Ask(t.Context(), 3); reply.Err == nil {
			t.Errorf("%s: Ask() after Close = %+v, want an error", name, reply)
		}
		if after, err := o.Carried(); err != nil || after.Sent < before.Sent || after.Received < before.Received {
			t.Errorf("%s: Carried() after Close = %+v, %v, want no less than %+v", name, after, err, before)
		}
		if err := o.Close(); err != nil {
			t.Errorf("%s: a second Close() = %v", name, err)
		}
	}
}

// TestTheContextEnds ends requests by their context in every state, soon after it is done.
func TestTheContextEnds(t *testing.T) {
	const limit = 30 * time.Millisecond
	for name, protocol := range protocols {
		for _, k := range bothKinds {
			t.Run(name+"/"+k.name, func(t *testing.T) {
				h := held{protocol: protocol}
				o := h.start(t, k, 2, 2)
				// Over before it begins: nothing is sent.
				ctx, cancel := context.WithCancel(t.Context())
				cancel()
				if a := o.askFor(ctx, t, 0); a.Outcome.Failure != contract.Timeout {
					t.Errorf("a request that is over: %q, want %q", a.Outcome.Failure, contract.Timeout)
				}
				if n := len(h.entered); n > 0 {
					t.Errorf("%d requests were sent whose time was over", n)
				}
				// Many requests that share a context, on connections and in line for them.
				ctx, cancel = context.WithTimeout(t.Context(), limit)
				defer cancel()
				const requests = 20
				done := make(endings, requests)
				begin := time.Now()
				for i := range requests {
					o.Start(ctx, ticket(uint64(i+1)), done)
				}
				for range requests {
					if e := <-done; e.Failure != contract.Timeout {
						t.Errorf("request %d: %q (%v), want %q", e.Seq, e.Failure, e.Why, contract.Timeout)
					}
				}
				if took := time.Since(begin); took < limit || took > limit+time.Second {
					t.Errorf("took %v, want a little more than %v", took, limit)
				}
			})
		}
	}
}

// TestAskOfLean asks for single answers with their bodies.
func TestAskOfLean(t *testing.T) {
	h := serveAll(t)
	for _, tt := range []struct {
		request lean.Request
		status  int
		body    string
	}{
		{lean.Request{Method: "GET", Path: "/fixed"}, 200, "hello"},
		{lean.Request{Method: "GET", Path: "/missing"}, 404, "nothing here\n"},
		{lean.Request{Method: "GET", Path: "/large"}, 200, megabyte},
	} {
		for _, protocol := range []lean.Protocol{lean.HTTP1, lean.HTTP2} {
			o := leanKind.start(t, lean.Config{Address: h, Protocol: protocol, Requests: []lean.Request{tt.request}})
			for seq := range uint64(3) {
				reply, body := o.Ask(t.Context(), seq)
				if reply.Err != nil || reply.Status != tt.status || string(body) != tt.body || reply.Length != int64(len(tt.body)) {
					t.Errorf("Ask(%s) = %+v, %s, want status %d, %s", tt.request.Path, reply, brief(string(body)), tt.status, brief(tt.body))
				}
				wantGlimpse := ""
				if tt.status != 200 {
					wantGlimpse = tt.body
				}
				if string(reply.Glimpse) != wantGlimpse {
					t.Errorf("Ask(%s) glimpses %q, want %q", tt.request.Path, reply.Glimpse, wantGlimpse)
				}
			}
		}
	}
}

func serveAll(t *testing.T) (address string) {
	address, _ = netHTTP(false)(t)
	return address
}
