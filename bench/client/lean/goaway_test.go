package lean_test

import (
	"context"
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"google.golang.org/grpc"
	"google.golang.org/grpc/keepalive"

	"github.com/wiretax/wiretax/bench/client/lean"
	"github.com/wiretax/wiretax/bench/client/lean/leantest"
	"github.com/wiretax/wiretax/bench/load"
)

// TestConnectionsThatAge drives grpc-go while it lets every connection go after a few milliseconds:
// no call is lost, and none is handled twice.
func TestConnectionsThatAge(t *testing.T) {
	const requests = 3000
	for _, k := range bothKinds {
		t.Run(k.name, func(t *testing.T) {
			var handled atomic.Int64
			address := serveGRPC(t, grpc.KeepaliveParams(keepalive.ServerParameters{MaxConnectionAge: 10 * time.Millisecond}),
				grpc.StreamInterceptor(func(server any, stream grpc.ServerStream, _ *grpc.StreamServerInfo, next grpc.StreamHandler) error {
					handled.Add(1)
					return next(server, stream)
				}))
			o := k.start(t, lean.Config{Address: address, Protocol: lean.GRPC, Connections: 3, Loops: 2, Requests: []lean.Request{calls[0].Request}})
			for _, e := range drive(t, o, requests, 48) {
				if e.Failure != "" {
					t.Errorf("call %d: %q (%v)", e.Seq, e.Failure, e.Why)
				}
			}
			if got := handled.Load(); got != requests {
				t.Errorf("the server handled %d calls, want %d", got, requests)
			}
			if got := o.Opened(); got < 6 {
				t.Errorf("opened %d connections, want more: they should have aged", got)
			}
		})
	}
}

// TestGoAwayUnderLoad lets a server go away every few requests while others are in flight. It says
// which it has processed: no request is lost, and none is processed twice.
func TestGoAwayUnderLoad(t *testing.T) {
	const requests, inFlight = 1000, 20
	for _, tt := range []struct {
		name string
		// part of what is in flight is processed; warns says that the server first says that
		// it will go.
		part  float64
		warns bool
	}{
		{"all processed", 1, false},
		{"all processed, and warned", 1, true},
		{"half processed", 0.5, false},
		{"half processed, and warned", 0.5, true},
		{"none processed", 0, false},
	} {
		for _, k := range bothKinds {
			t.Run(tt.name+"/"+k.name, func(t *testing.T) {
				var mu sync.Mutex
				processed := make(map[string]int)
				answer := func(c *leantest.HTTP2, list []*leantest.Request) {
					for _, r := range list {
						mu.Lock()
						processed[r.Header[":path"]]++
						mu.Unlock()
						c.Answer(r, r.Header[":path"])
					}
				}
				address := leantest.ServeHTTP2(t, nil, nil, func(c *leantest.HTTP2) {
					for served := 0; ; {
						list := c.Lot()
						if len(list) == 0 {
							return
						}
						if served += len(list); served < 50 {
							answer(c, list)
							continue
						}
						last := list[0].Stream - 2
						if list = list[:int(tt.part*float64(len(list)))]; len(list) > 0 {
							last = list[len(list)-1].Stream
						}
						if tt.warns {
							c.WriteGoAway(math.MaxInt32, http2.ErrCodeNo, nil)
							c.Ping([8]byte{1})
						}
						c.WriteGoAway(last, http2.ErrCodeNo, nil)
						answer(c, list)
						c.Drain()
						return
					}
				})
				config := lean.Config{Address: address, Protocol: lean.HTTP2, Connections: 2}
				for i := range requests {
					config.Requests = append(config.Requests, lean.Request{Method: "GET", Path: fmt.Sprintf("/%d", i)})
				}
				o := k.start(t, config)
				list := drive(t, o, requests, inFlight)
				mu.Lock()
				defer mu.Unlock()
				for i, e := range list {
					path := fmt.Sprintf("/%d", i)
					if a := o.of(uint64(i)); e.Failure != "" || a.body != path {
						t.Errorf("request %d: %q (%v), body %q", i, e.Failure, e.Why, a.body)
					}
					if processed[path] != 1 {
						t.Errorf("request %d was processed %d times", i, processed[path])
					}
				}
				if o.Opened() < 10 || tt.part < 1 && o.Retries() == 0 {
					t.Errorf("%d connections, %d retries, want more: the server went away", o.Opened(), o.Retries())
				}
			})
		}
	}
}

// TestGoAwayBeforeASlowAnswer lets a server go away while it still works on a request: those that
// follow go over a new connection and do not wait for it.
func TestGoAwayBeforeASlowAnswer(t *testing.T) {
	for _, k := range bothKinds {
		t.Run(k.name, func(t *testing.T) {
			gone, others := make(chan struct{}), make(chan struct{})
			address := leantest.ServeHTTP2(t, nil, nil, func(c *leantest.HTTP2) {
				r, ok := c.Request()
				if ok && c.Number == 0 {
					c.WriteGoAway(r.Stream, http2.ErrCodeNo, nil)
					close(gone)
					<-others
				}
				for ; ok; r, ok = c.Request() {
					c.Answer(r, "fine")
				}
			})
			o := k.start(t, lean.Config{Address: address, Protocol: lean.HTTP2})
			slow := make(endings, 1)
			o.Start(t.Context(), load.Ticket{Seq: 100}, slow)
			<-gone
			for i := range 3 {
				ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
				if got := o.askFor(ctx, t, uint64(i)); got.body != "fine" {
					t.Errorf("request %d: %q (%v), body %q", i, got.Reply.Failure, got.Err, got.body)
				}
				cancel()
			}
			close(others)
			if e := <-slow; e.Failure != "" {
				t.Errorf("the slow request: %q (%v)", e.Failure, e.Why)
			}
			if got := o.Opened(); got != 2 {
				t.Errorf("opened %d connections, want 2", got)
			}
		})
	}
}
