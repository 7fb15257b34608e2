package lean_test

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/http2"

	"github.com/wiretax/wiretax/bench/client/conn"
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

// TestConnectionsThatDoNotOpen says of each kind of server without connections why there are none.
func TestConnectionsThatDoNotOpen(t *testing.T) {
	nobody, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody.Close()
	_, trust := certificate()
	silent := leantest.ServeHTTP1(t, nil, func(c *leantest.HTTP1) { c.Drain() })
	closing := leantest.ServeHTTP1(t, nil, func(c *leantest.HTTP1) {})
	rude := leantest.ServeHTTP1(t, nil, func(c *leantest.HTTP1) { c.Say("HTTP/1.1 400 Bad Request\r\n\r\n"); c.Drain() })
	only1 := leantest.ServeHTTP1(t, nil, func(c *leantest.HTTP1) { c.Drain() })
	for _, tt := range []struct {
		name     string
		address  string
		protocol lean.Protocol
		settings conn.Settings
		stalls   bool
		want     string
	}{
		{"nobody listens", nobody.Addr().String(), lean.HTTP1, conn.Settings{}, false, "connection refused"},
		{"nobody listens", nobody.Addr().String(), lean.GRPC, conn.Settings{}, false, "connection refused"},
		{"no settings", silent, lean.HTTP2, conn.Settings{}, true, "accepts connections and does not begin HTTP/2"},
		{"no settings", silent, lean.GRPC, conn.Settings{}, true, "accepts connections and does not begin HTTP/2"},
		{"no TLS", silent, lean.HTTP1, conn.Settings{TLS: trust}, true, "does not finish the TLS handshake"},
		{"closes", closing, lean.HTTP2, conn.Settings{}, false, ""},
		{"HTTP/1.1", rude, lean.HTTP2, conn.Settings{}, false, ""},
		{"HTTP/1.1 instead of TLS", rude, lean.HTTP2, conn.Settings{TLS: trust}, false, ""},
		{"HTTP/1.1 needs no settings", only1, lean.HTTP1, conn.Settings{}, false, "opens"},
		{"gzip", only1, lean.HTTP1, conn.Settings{Gzip: true}, false, "does not compress"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			limit := 5 * time.Second
			if tt.stalls {
				limit = 50 * time.Millisecond
			}
			ctx, cancel := context.WithTimeout(t.Context(), limit)
			defer cancel()
			begin := time.Now()
			c, err := lean.New(ctx, lean.Config{
				Address: tt.address, Protocol: tt.protocol, Settings: tt.settings, Connections: 3,
				Requests: []lean.Request{{Method: "GET", Path: "/"}}, Answers: discarding{},
			})
			if err == nil {
				if c.Close(); tt.want != "opens" {
					t.Fatal("New() = nil, want an error")
				}
				return
			}
			if !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("New() = %v, want one line with %q", err, tt.want)
			}
			if errors.Is(err, context.DeadlineExceeded) != tt.stalls {
				t.Errorf("New() = %v after %v, stalled %t, want %t", err, time.Since(begin), !tt.stalls, tt.stalls)
			}
		})
	}
}

// TestReopeningThatStalls has a service accept a second connection and not begin HTTP/2 on it. Requests
// that wait for it still end in time, and the client can be closed.
func TestReopeningThatStalls(t *testing.T) {
	for name, security := range securities() {
		t.Run(name, func(t *testing.T) {
			address := leantest.ServeHTTP2(t, security.server, nil, func(c *leantest.HTTP2) {
				r, ok := c.Request()
				if ok {
					answerAny(c, r)
					c.WriteGoAway(r.Stream, http2.ErrCodeNo, nil)
				}
				c.Drain()
			})
			var stalls atomic.Bool
			proxy := leantest.ServeHTTP1(t, nil, func(c *leantest.HTTP1) {
				if stalls.Load() {
					c.Hold()
					return
				}
				behind, err := net.Dial("tcp", address)
				if err != nil {
					return
				}
				defer behind.Close()
				go func() { io.Copy(behind, c); behind.Close() }()
				io.Copy(c, behind)
			})
			o := leanKind.start(t, lean.Config{Address: proxy, Protocol: lean.HTTP2, Settings: security.client})
			w := ok("")
			w.check(t, 0, o.ask(t, 0))
			stalls.Store(true)
			const limit, requests = 50 * time.Millisecond, 5
			ctx, cancel := withTimeout(t, limit)
			defer cancel()
			done := make(endings, requests)
			for seq := range uint64(requests) {
				o.Start(ctx, ticket(seq+1), done)
			}
			for range requests {
				e := <-done
				if e.Failure != contract.Timeout && e.Failure != contract.ConnectionClosed || e.Failure == contract.Timeout && e.Wait < limit/2 {
					t.Errorf("request %d: %q (%v), waited %v, want a timeout, all of it a wait", e.Seq, e.Failure, e.Why, e.Wait)
				}
			}
			begin := time.Now()
			o.close(t)()
			if took := time.Since(begin); took > time.Second {
				t.Errorf("Close took %v", took)
			}
		})
	}
}

// TestTheServiceComesBack kills a service and starts it anew at the same address.
func TestTheServiceComesBack(t *testing.T) {
	for name, protocol := range protocols {
		for _, k := range bothKinds {
			t.Run(name+"/"+k.name, func(t *testing.T) {
				l, err := net.Listen("tcp", "127.0.0.1:0")
				if err != nil {
					t.Fatal(err)
				}
				address := l.Addr().String()
				stop := serveEcho(protocol, l)
				o := k.start(t, lean.Config{Address: address, Protocol: protocol, Requests: []lean.Request{
					{Method: "POST", Path: "/wiretax.Test/Echo", Body: []byte("ping")},
				}})
				w := want{body: "ping"}
				if protocol != lean.GRPC {
					w.status = 200
				}
				w.check(t, 0, o.ask(t, 0))
				stop()
				gone := failed(contract.ConnectionRefused, contract.ConnectionClosed, contract.ConnectionReset)
				gone.check(t, 1, o.ask(t, 1))
				gone.check(t, 2, o.ask(t, 2))
				if l, err = net.Listen("tcp", address); err != nil {
					t.Skipf("the port was taken meanwhile: %v", err)
				}
				t.Cleanup(serveEcho(protocol, l))
				deadline := time.Now().Add(5 * time.Second)
				a := o.ask(t, 3)
				for seq := uint64(4); a.Outcome.Failure != "" && time.Now().Before(deadline); seq++ {
					a = o.ask(t, seq)
				}
				w.check(t, 3, a)
			})
		}
	}
}
