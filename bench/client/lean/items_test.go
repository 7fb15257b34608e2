package lean_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wiretax/wiretax/bench/client/lean"
	"github.com/wiretax/wiretax/bench/client/lean/leantest"
	"github.com/wiretax/wiretax/contract"
)

// TestItems counts the items of streams, and times the first.
func TestItems(t *testing.T) {
	const later = 40 * time.Millisecond
	lines := "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	chunk := func(text string) string {
		return strings.TrimPrefix(strings.TrimSuffix(chunked(text, 1<<20), "0\r\n\r\n"), lines)
	}
	overHTTP := func(serve func(c *leantest.HTTP1)) func(*testing.T) (string, lean.Protocol, lean.Items) {
		return func(t *testing.T) (string, lean.Protocol, lean.Items) {
			return leantest.ServeHTTP1(t, nil, func(c *leantest.HTTP1) { c.Request(); serve(c); c.Drain() }), lean.HTTP1, lean.Lines
		}
	}
	overGRPC := func(serve func(c *leantest.HTTP2, r *leantest.Request)) func(*testing.T) (string, lean.Protocol, lean.Items) {
		return func(t *testing.T) (string, lean.Protocol, lean.Items) {
			return leantest.ServeHTTP2(t, nil, nil, func(c *leantest.HTTP2) { each(serve)(t, c) }), lean.GRPC, lean.Messages
		}
	}
	for _, tt := range []struct {
		name  string
		serve func(*testing.T) (string, lean.Protocol, lean.Items)
		items int
		// first and last are when the first item comes and the answer ends.
		first, last time.Duration
		failure     string
	}{
		{"lines", overHTTP(func(c *leantest.HTTP1) {
			c.Say(lines + chunk("one\ntw"))
			<-time.After(later)
			c.Say(chunk("o\nthree\n") + "0\r\n\r\n")
		}), 3, 0, later, ""},
		{"a first line that is late", overHTTP(func(c *leantest.HTTP1) {
			c.Say(lines + chunk("on"))
			<-time.After(later)
			c.Say(chunk("e\r\n\r\n\ntwo") + "0\r\n\r\n")
		}), 2, later, later, ""},
		{"one byte a segment", overHTTP(func(c *leantest.HTTP1) { c.Drip(chunked("a\nb\n\nc\n", 1)) }), 3, 0, 0, ""},
		{"no lines", overHTTP(func(c *leantest.HTTP1) { c.Say(fine("")) }), 0, 0, 0, ""},
		{"lines that break off", overHTTP(func(c *leantest.HTTP1) { c.Say(lines + chunk("one\ntwo\nth")); c.Close() }), 2, 0, 0, contract.ConnectionClosed},
		{"lines that do not end", overHTTP(func(c *leantest.HTTP1) { c.Say(lines + chunk("one\n")) }), 1, 0, giveUp, contract.Timeout},
		{"lines that do not begin", overHTTP(func(c *leantest.HTTP1) { c.Say(lines) }), 0, giveUp, giveUp, contract.Timeout},
		{"messages", overGRPC(func(c *leantest.HTTP2, r *leantest.Request) {
			open(c, r)
			c.Data(r.Stream, false, []byte(leantest.Message("one")+leantest.Message("")+leantest.Message("three")[:4]))
			<-time.After(later)
			c.Data(r.Stream, false, []byte(leantest.Message("three")[4:]))
			c.Headers(r.Stream, true, "grpc-status", "0")
		}), 3, 0, later, ""},
		{"a first message that is late", overGRPC(func(c *leantest.HTTP2, r *leantest.Request) {
			open(c, r)
			c.Data(r.Stream, false, []byte(leantest.Message("one")[:6]))
			<-time.After(later)
			c.Data(r.Stream, false, []byte(leantest.Message("one")[6:]))
			c.Headers(r.Stream, true, "grpc-status", "0")
		}), 1, later, later, ""},
		{"no messages", overGRPC(func(c *leantest.HTTP2, r *leantest.Request) { c.AnswerRPC(r, 0) }), 0, 0, 0, ""},
		{"messages that do not end", overGRPC(func(c *leantest.HTTP2, r *leantest.Request) {
			open(c, r)
			c.Data(r.Stream, false, []byte(leantest.Message("one")))
		}), 1, 0, giveUp, contract.Timeout},
	} {
		t.Run(tt.name, func(t *testing.T) {
			address, protocol, items := tt.serve(t)
			o := leanKind.start(t, lean.Config{Address: address, Protocol: protocol, Items: items, Requests: []lean.Request{{Method: "GET", Path: "/s/m"}}})
			limit := patience
			if tt.last == giveUp {
				limit = giveUp
			}
			ctx, cancel := withTimeout(t, limit)
			defer cancel()
			a := o.askFor(ctx, t, 0)
			if a.Items != tt.items || a.Outcome.Failure != tt.failure {
				t.Errorf("%d items, failure %q (%v), want %d, %q", a.Items, a.Outcome.Failure, a.Why, tt.items, tt.failure)
			}
			if a.took < tt.last || a.FirstItem < tt.first || a.FirstItem > a.took {
				t.Errorf("the first item came after %v and the last after %v, want at least %v and %v", a.FirstItem, a.took, tt.first, tt.last)
			}
			if tt.first < tt.last && a.FirstItem > a.took-(tt.last-tt.first)/2 {
				t.Errorf("the first item came after %v and the last after %v, want them apart", a.FirstItem, a.took)
			}
			if tt.items == 0 && tt.failure == "" && a.FirstItem != 0 {
				t.Errorf("the first item came after %v, want none", a.FirstItem)
			}
		})
	}
}

// giveUp is how long requests wait for what does not come.
const giveUp = 50 * time.Millisecond

// TestAnswersThatNobodyAskedFor come before the first request. The client closes such a connection,
// and does not take them for the answer to it.
func TestAnswersThatNobodyAskedFor(t *testing.T) {
	for _, k := range bothKinds {
		t.Run(k.name, func(t *testing.T) {
			closed := make(chan bool, 10)
			address := leantest.ServeHTTP1(t, nil, func(c *leantest.HTTP1) {
				if c.Number == 0 {
					c.Say(fine("unasked"))
					c.Drain()
					closed <- true
					return
				}
				answering(fine("right"))(c)
			})
			o := k.start(t, lean.Config{Address: address, Protocol: lean.HTTP1})
			select {
			case <-closed:
			case <-time.After(patience):
				t.Fatal("the connection stays open")
			}
			w := ok("right")
			w.check(t, 0, o.ask(t, 0))
		})
	}
}

// TestWaitForAConnection sends requests over one connection of HTTP/1.1, whose server takes its time
// for each.
func TestWaitForAConnection(t *testing.T) {
	const each, requests = 20 * time.Millisecond, 4
	for _, k := range bothKinds {
		t.Run(k.name, func(t *testing.T) {
			address := leantest.ServeHTTP1(t, nil, func(c *leantest.HTTP1) {
				for {
					if _, _, ok := c.Request(); !ok {
						return
					}
					<-time.After(each)
					c.Say(fine(""))
				}
			})
			o := k.start(t, lean.Config{Address: address, Protocol: lean.HTTP1})
			var waits []time.Duration
			for _, e := range drive(t, o, requests, requests) {
				waits = append(waits, e.Wait)
			}
			slices.Sort(waits)
			for i, wait := range waits {
				if least := time.Duration(i) * each; wait < least-each/2 || i == 0 && wait > each {
					t.Errorf("waits %v, want number %d to be about %v", waits, i, least)
				}
			}
		})
	}
}
