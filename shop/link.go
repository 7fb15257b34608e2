package shop

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"sync/atomic"
	"time"

	"github.com/wiretax/wiretax/serving"
)

// defaultTime is how long a request takes at most whose caller does not say.
const defaultTime = time.Second

// What a service keeps of its caller's time, so that its own error arrives in time where its
// upstream is silent: one part in so many, and no more than maxMargin.
const (
	marginShare = 10
	maxMargin   = 200 * time.Millisecond
)

// upstreamTime bounds what the upstream gets of a request's time, for all calls together.
func upstreamTime(ctx context.Context) (context.Context, context.CancelFunc) {
	left := defaultTime
	if end, ok := ctx.Deadline(); ok {
		left = time.Until(end)
	}
	return context.WithTimeout(ctx, left-min(left/marginShare, maxMargin))
}

// dialTime is how long a connection to an upstream may take to open. It is longer than most
// requests are, so that they see a silent upstream as one that is too slow.
const dialTime = 5 * time.Second

// dialFunc opens connections: a [net.Dialer]'s DialContext.
type dialFunc func(ctx context.Context, network, address string) (net.Conn, error)

func overTCP(ctx context.Context, network, address string) (net.Conn, error) {
	return (&net.Dialer{Timeout: dialTime}).DialContext(ctx, network, address)
}

// link is the way to an upstream, over either transport.
type link struct {
	hop  string // the upstream's name
	log  *slog.Logger
	lost atomic.Bool
}

// answered says that the upstream is there.
func (l *link) answered() {
	if l.lost.Load() && l.lost.Swap(false) {
		l.log.Info("upstream is back", "hop", l.hop)
	}
}

// broke is what a call within ctx comes to that got no answer. A caller that has gone, or a
// call beside it that failed, is no fault of the link. The first failure is logged: what a
// caller is told has no addresses.
func (l *link) broke(ctx context.Context, timeout bool, why error) error {
	switch ctx.Err() {
	case context.Canceled:
		return context.Canceled
	case context.DeadlineExceeded:
		timeout = true
	}
	if !timeout && !l.lost.Swap(true) {
		l.log.Warn("upstream is lost", "hop", l.hop, "error", why)
	}
	return &serving.LinkError{Hop: l.hop, Timeout: timeout}
}

// refused is what an answer comes to that says no. The service asked for it by itself, so it
// is no fault of its caller.
func (l *link) refused(words string) error { return fmt.Errorf("%s: %.200s", l.hop, words) }

// complete checks that a list has what was asked for.
func (l *link) complete(got, asked int) error {
	if got != asked {
		return l.refused(fmt.Sprintf("it answered %d of %d", got, asked))
	}
	return nil
}
