package shop

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync/atomic"
	"time"

	"github.com/wiretax/wiretax/serving"
)

// defaultTime is the time of a request whose caller sets none.
const defaultTime = time.Second

// A service keeps part of its caller's time, so that its own error arrives in time when its
// upstream is silent: one marginShare-th, and at most maxMargin.
const (
	marginShare = 10
	maxMargin   = 200 * time.Millisecond
)

// upstreamTime bounds the time of all calls that a request makes of the upstream.
func upstreamTime(ctx context.Context) (context.Context, context.CancelFunc) {
	left := defaultTime
	if end, ok := ctx.Deadline(); ok {
		left = time.Until(end)
	}
	return context.WithTimeout(ctx, left-min(left/marginShare, maxMargin))
}

// dialTime is how long a connection to an upstream may take to open. It is longer than most
// requests take, so that a silent upstream is reported as a timeout.
const dialTime = 5 * time.Second

// dialFunc opens connections: a [net.Dialer]'s DialContext.
type dialFunc func(ctx context.Context, network, address string) (net.Conn, error)

func overTCP(ctx context.Context, network, address string) (net.Conn, error) {
	return (&net.Dialer{Timeout: dialTime}).DialContext(ctx, network, address)
}

// upstream is a service that another asks, and the connections to it.
type upstream interface {
	io.Closer
	// row says how the upstream is asked.
	row() serving.Row
}

// callee is what every upstream keeps: whether it answers, and what its refusals come to.
type callee struct {
	hop  string // its name
	log  *slog.Logger
	lost atomic.Bool
}

// answered is called after every answer.
func (c *callee) answered() {
	if c.lost.Load() && c.lost.Swap(false) {
		c.log.Info("upstream is back", "hop", c.hop)
	}
}

// broke returns the error of a call within ctx that got no answer. Where the caller has gone,
// or another of its calls has failed, the upstream is not to blame. The first failure is
// logged with its reason, because what a caller is told has no addresses.
func (c *callee) broke(ctx context.Context, timeout bool, why error) error {
	switch ctx.Err() {
	case context.Canceled:
		return context.Canceled
	case context.DeadlineExceeded:
		timeout = true
	}
	if !timeout && !c.lost.Swap(true) {
		c.log.Warn("upstream is lost", "hop", c.hop, "error", why)
	}
	return &serving.UpstreamError{Hop: c.hop, Timeout: timeout}
}

// refused returns the error of a call that the upstream refused. It is an internal error: the
// caller did not ask for that call.
func (c *callee) refused(words string) error { return fmt.Errorf("%s: %.200s", c.hop, words) }

// complete checks that a list has as many elements as were asked for.
func (c *callee) complete(got, asked int) error {
	if got != asked {
		return c.refused(fmt.Sprintf("it answered %d of %d", got, asked))
	}
	return nil
}
