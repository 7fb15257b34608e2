package shop

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretax/wiretax/catalog/generate"
	shopv1 "github.com/wiretax/wiretax/proto/shop/v1"
)

// probe is an inventory that tells how it is asked, before it answers.
type probe struct {
	inventory
	asked func(ctx context.Context) error
}

func (p probe) stock(ctx context.Context, id int32) (stock, error) {
	if err := p.asked(ctx); err != nil {
		return stock{}, err
	}
	return p.inventory.stock(ctx, id)
}

func (p probe) stocks(ctx context.Context, ids []int32) ([]stock, error) {
	if err := p.asked(ctx); err != nil {
		return nil, err
	}
	return p.inventory.stocks(ctx, ids)
}

// probing is a probe of the tests' catalog.
func probing(asked func(ctx context.Context) error) probe { return probe{inventory{books()}, asked} }

// untilLeft keeps a call until its caller has gone or its time is over.
func untilLeft(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}

// The styles of asking for an order of three lines.
var orderOfThree = []question{
	getOrder("1?lines=3", &shopv1.GetOrderRequest{Id: 1, Lines: 3}),
	getOrder("1?lines=3&calls=parallel", &shopv1.GetOrderRequest{Id: 1, Lines: 3, Calls: shopv1.CallStyle_PARALLEL}),
	getOrder("1?lines=3&calls=batch", &shopv1.GetOrderRequest{Id: 1, Lines: 3, Calls: shopv1.CallStyle_BATCH}),
}

const (
	tooSlow = ": it gave no answer in its time; try later, or give the request more"
	notHere = ": it cannot be reached; try later"
)

func TestTimeShrinks(t *testing.T) {
	for _, test := range []struct{ caller, want time.Duration }{
		{0, 810 * time.Millisecond}, // nobody said
		{100 * time.Millisecond, 81 * time.Millisecond},
		{time.Second, 810 * time.Millisecond},
		{10 * time.Second, 9600 * time.Millisecond},
	} {
		for _, q := range orderOfThree {
			left := make(chan time.Duration, 3)
			last := probing(func(ctx context.Context) error {
				end, ok := ctx.Deadline()
				if !ok {
					return errors.New("there is no deadline")
				}
				left <- time.Until(end)
				return nil
			})
			overEach(t, last, func(t *testing.T, c *chain) {
				ctx := t.Context()
				if test.caller > 0 {
					limited, cancel := context.WithTimeout(ctx, test.caller)
					defer cancel()
					ctx = limited
				}
				if o := c.ask(ctx, q); o.Code != "OK" {
					t.Fatalf("%s = %s %s", q.target, o.Code, o.Text)
				}
				for range len(left) {
					// gRPC rounds to what it writes in eight digits.
					if got := <-left; got.Round(time.Millisecond) != test.want {
						t.Errorf("%s with %v leaves inventory %v, want %v", q.target, test.caller, got, test.want)
					}
				}
			})
		}
	}
}

// A service that is silent or dead is named by the one before it, and the name reaches the caller
// in time. Nothing is asked twice.
func TestBrokenLink(t *testing.T) {
	for _, test := range []struct {
		hop    string
		frozen bool
		want   outcome
		took   time.Duration
	}{
		{Product, false, outcome{Code: "UNAVAILABLE", Hop: Product, Text: "product" + notHere}, 0},
		{Inventory, false, outcome{Code: "UNAVAILABLE", Hop: Inventory, Text: "inventory" + notHere}, 0},
		{Product, true, outcome{Code: "DEADLINE_EXCEEDED", Hop: Product, Text: "product" + tooSlow}, 900 * time.Millisecond},
		{Inventory, true, outcome{Code: "DEADLINE_EXCEEDED", Hop: Inventory, Text: "inventory" + tooSlow}, 810 * time.Millisecond},
	} {
		overEach(t, nil, func(t *testing.T, c *chain) {
			if test.frozen {
				c.freeze(test.hop) // who connects again meets silence
			}
			c.end(test.hop)
			time.Sleep(time.Second) // it has lost its connections, and gRPC has tried others
			for _, q := range orderOfThree {
				begun := time.Now()
				got := c.ask(t.Context(), q)
				took := time.Since(begun).Round(time.Millisecond)
				if diff := cmp.Diff(test.want, got); diff != "" || took != test.took {
					t.Errorf("%s with %s gone, frozen %v: after %v, want after %v (-want +got):\n%s", q.target, test.hop, test.frozen, took, test.took, diff)
				}
			}
			c.close(test.hop)
			c.start(test.hop)
			time.Sleep(2 * time.Second) // what gRPC waits at most before it connects again
			for _, q := range orderOfThree {
				if got := c.ask(t.Context(), q); got.Code != "OK" {
					t.Errorf("%s with %s back = %+v, want OK", q.target, test.hop, got)
				}
			}
		})
	}
}

// Connections are open before the first request. Once an upstream is back, gRPC reconnects by
// itself; over HTTP/1.1 the next request opens a connection.
func TestConnectionsOpenByThemselves(t *testing.T) {
	overEach(t, nil, func(t *testing.T, c *chain) {
		for _, hop := range []string{Product, Inventory} {
			if c.open(hop) == 0 {
				t.Errorf("no connection to %s before the first request", hop)
			}
		}
		if c.via == REST {
			return
		}
		c.kill(Inventory)
		c.start(Inventory)
		time.Sleep(2 * time.Second)
		if c.open(Inventory) == 0 {
			t.Error("no connection to inventory after it is back")
		}
	})
}

// When a connection breaks under a request, the request fails: it is not retried, although another
// connection would open and a retry would do no harm.
func TestNothingIsSentTwice(t *testing.T) {
	for _, hop := range []string{Product, Inventory} {
		calls := 0
		asked := make(chan struct{})
		last := probing(func(ctx context.Context) error {
			if calls++; calls == 1 {
				return nil // the connections have carried a request
			}
			asked <- struct{}{}
			return untilLeft(ctx)
		})
		overEach(t, last, func(t *testing.T, c *chain) {
			calls, asked = 0, make(chan struct{})
			q := orderOfThree[2]
			if got := c.ask(t.Context(), q); got.Code != "OK" {
				t.Fatalf("%s = %+v", q.target, got)
			}
			go func() {
				<-asked
				c.cut(hop)
			}()
			got := c.ask(t.Context(), q)
			synctest.Wait()
			if want := (outcome{Code: "UNAVAILABLE", Hop: hop, Text: hop + notHere}); !cmp.Equal(got, want) || calls != 2 {
				t.Errorf("%s cut from %s = %+v, %d calls of inventory, want %+v and 2", q.target, hop, got, calls, want)
			}
		})
	}
}

// When a caller goes away, what is done for it ends at every hop.
func TestCancellationIsPassedOn(t *testing.T) {
	for _, q := range orderOfThree {
		asked, ended := make(chan struct{}, 3), make(chan error, 3)
		last := probing(func(ctx context.Context) error {
			asked <- struct{}{}
			err := untilLeft(ctx)
			ended <- err
			return err
		})
		overEach(t, last, func(t *testing.T, c *chain) {
			asked, ended = make(chan struct{}, 3), make(chan error, 3)
			ctx, cancel := context.WithCancel(t.Context())
			go c.try(ctx, q)
			<-asked
			begun := time.Now()
			cancel()
			if err := <-ended; !errors.Is(err, context.Canceled) || time.Since(begun) > 0 {
				t.Errorf("%s: inventory ends with %v after %v, want at once as cancelled", q.target, err, time.Since(begun))
			}
			for _, name := range []string{Order, Product, Inventory} {
				counts := c.requests(name)
				for counted := range counts {
					if !strings.HasPrefix(counted, "CANCELLED ") || len(counts) != 1 {
						t.Errorf("%s: %s counts %v, want nothing but CANCELLED", q.target, name, counts)
					}
				}
			}
		})
	}
}

// All lines are asked for at the same time, and the first that fails ends the others.
func TestParallelCalls(t *testing.T) {
	const lines = 100
	var arrived atomic.Int32
	var left chan struct{}
	last := probing(func(ctx context.Context) error {
		if arrived.Add(1) == lines {
			return errors.New("the shelf broke")
		}
		defer func() { left <- struct{}{} }()
		return untilLeft(ctx)
	})
	overEach(t, last, func(t *testing.T, c *chain) {
		arrived.Store(0)
		left = make(chan struct{}, lines)
		begun := time.Now()
		got := c.ask(t.Context(), getOrder("1?lines=100&calls=parallel", &shopv1.GetOrderRequest{Id: 1, Lines: lines, Calls: shopv1.CallStyle_PARALLEL}))
		want := outcome{Code: "INTERNAL", Text: "product: inventory: the shelf broke"}
		synctest.Wait()
		if !cmp.Equal(got, want) || len(left) != lines-1 || time.Since(begun) > 0 {
			t.Errorf("GetOrder = %+v, %d other calls ended, after %v; want %+v, %d, at once", got, len(left), time.Since(begun), want, lines-1)
		}
	})
}

// A refusal of an upstream is an internal error, which names the upstream.
func TestRefusedByUpstream(t *testing.T) {
	few := inventory{generate.Catalog(generate.DefaultSeed, 10)}
	overEach(t, few, func(t *testing.T, c *chain) {
		checkAnswer(t, c, getProduct("400", 400), outcome{Code: "INTERNAL",
			Text: "inventory: product_id: there is no product 400; send the id of a book of this catalog"})
		if got := c.ask(t.Context(), getProduct("4", 4)); got.Code != "OK" {
			t.Errorf("GetProduct(4) = %+v, want OK", got)
		}
	})
}

// A service that stops waits for its requests, which may still ask the others.
func TestShutdown(t *testing.T) {
	var asked, answer chan struct{}
	last := probing(func(context.Context) error {
		asked <- struct{}{}
		<-answer
		return nil
	})
	overEach(t, last, func(t *testing.T, c *chain) {
		asked, answer = make(chan struct{}, 3), make(chan struct{})
		answered := make(chan outcome, 1)
		go func() {
			o, err := c.try(t.Context(), orderOfThree[2])
			if err != nil {
				o.Text = err.Error()
			}
			answered <- o
		}()
		<-asked
		stopped := make(chan error, 3)
		for _, name := range []string{Order, Product, Inventory} {
			go func() { stopped <- c.hops[name].server.Shutdown(t.Context()) }()
		}
		synctest.Wait()
		if len(stopped) > 0 || len(answered) > 0 {
			t.Fatal("a service stopped with a request under way")
		}
		close(answer)
		if o := <-answered; o.Code != "OK" {
			t.Errorf("GetOrder = %+v during Shutdown, want OK", o)
		}
		for range 3 {
			if err := <-stopped; err != nil {
				t.Errorf("Shutdown() = %v, want nil", err)
			}
		}
	})
}
