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
