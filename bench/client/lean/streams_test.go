package lean_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"golang.org/x/net/http2"

	"github.com/wiretax/wiretax/bench/client/lean"
	"github.com/wiretax/wiretax/bench/client/lean/leantest"
	"github.com/wiretax/wiretax/contract"
)

// TestWaitForAStream sends more requests than the server takes at a time, which answers each lot
// after a while. What the others wait for their streams is their wait.
func TestWaitForAStream(t *testing.T) {
	const held = 30 * time.Millisecond
	for _, tt := range []struct {
		name            string
		protocol        lean.Protocol
		streams, extras int
	}{
		{"HTTP with 1 stream", lean.HTTP2, 1, 2},
		{"HTTP with 100 streams", lean.HTTP2, 100, 50},
		{"gRPC with 1 stream", lean.GRPC, 1, 2},
		{"gRPC with 100 streams", lean.GRPC, 100, 50},
	} {
		for _, k := range bothKinds {
			t.Run(tt.name+"/"+k.name, func(t *testing.T) {
				settings := []http2.Setting{{ID: http2.SettingMaxConcurrentStreams, Val: uint32(tt.streams)}}
				address := leantest.ServeHTTP2(t, nil, settings, func(c *leantest.HTTP2) {
					r, ok := c.Request()
					if !ok || !c.Ping([8]byte{1}) { // the client knows the settings now
						return
					}
					answerAny(c, r)
					for lot := range slices.Chunk(make([]int, tt.streams+tt.extras), tt.streams) {
						list := c.Requests(len(lot))
						<-time.After(held)
						c.Ping([8]byte{2})
						if c.MostStreams > tt.streams {
							t.Errorf("%d requests at a time, want at most %d", c.MostStreams, tt.streams)
						}
						for _, r := range list {
							answerAny(c, r)
						}
					}
					c.Drain()
				})
				o := k.start(t, lean.Config{Address: address, Protocol: tt.protocol, Requests: []lean.Request{{Method: "GET", Path: "/s/m"}}})
				o.ask(t, 1<<32)
				requests := tt.streams + tt.extras
				waited := 0
				for _, e := range drive(t, o, requests, requests) {
					if e.Failure != "" {
						t.Errorf("request %d: %q (%v)", e.Seq, e.Failure, e.Why)
					}
					if e.Wait > held/2 {
						waited++
					}
				}
				// Native requests begin in goroutines of their own, which may be late.
				if waited > tt.extras || waited < tt.extras && k.name == leanKind.name || waited == 0 {
					t.Errorf("%d requests waited, want the %d for which there was no stream", waited, tt.extras)
				}
			})
		}
	}
}

// TestGivingUpTheWait ends requests that wait for a connection or a stream, whose turn never comes.
func TestGivingUpTheWait(t *testing.T) {
	const held = 30 * time.Millisecond
	entered, release := make(chan bool, 10), make(chan bool)
	for _, tt := range []struct {
		name     string
		protocol lean.Protocol
		serve    func(*testing.T) string
	}{
		{"HTTP 1.1", lean.HTTP1, func(t *testing.T) string {
			return leantest.ServeHTTP1(t, nil, func(c *leantest.HTTP1) {
				for {
					if _, _, ok := c.Request(); !ok {
						return
					}
					entered <- true
					<-release
					c.Say(fine("fine"))
				}
			})
		}},
		{"HTTP 2", lean.HTTP2, func(t *testing.T) string {
			return leantest.ServeHTTP2(t, nil, []http2.Setting{{ID: http2.SettingMaxConcurrentStreams, Val: 1}}, func(c *leantest.HTTP2) {
				each(func(c *leantest.HTTP2, r *leantest.Request) {
					entered <- true
					<-release
					c.Answer(r, "fine")
				})(t, c)
			})
		}},
	} {
		for _, k := range bothKinds {
			t.Run(tt.name+"/"+k.name, func(t *testing.T) {
				o := k.start(t, lean.Config{Address: tt.serve(t), Protocol: tt.protocol})
				go func() { release <- true }()
				w := ok("fine")
				w.check(t, 0, o.ask(t, 0))
				<-entered
				done := make(endings, 3)
				o.Start(t.Context(), ticket(1), done)
				<-entered
				ctx, cancel := context.WithTimeout(t.Context(), held)
				defer cancel()
				o.Start(ctx, ticket(2), done)
				if e := <-done; e.Seq != 2 || e.Failure != contract.Timeout || e.Wait < held/2 {
					t.Errorf("request %d: %q, waited %v, want a timeout of request 2 that waited for %v", e.Seq, e.Failure, e.Wait, held)
				}
				o.Start(t.Context(), ticket(3), done)
				for range 2 {
					release <- true
				}
				<-entered
				for want := range 2 {
					if e := <-done; e.Seq != uint64(1+2*want) || e.Failure != "" {
						t.Errorf("request %d: %q (%v), want an answer to %d", e.Seq, e.Failure, e.Why, 1+2*want)
					}
				}
				if got := o.Opened(); got != 1 {
					t.Errorf("opened %d connections, want 1", got)
				}
			})
		}
	}
}
