package load

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// deadlines hands out contexts that end requests after the timeout. Requests that start in
// the same slot of time share one, since a context with a timer for each request would
// cost more than some of the requests, and would make gRPC send a deadline that REST has
// no equivalent of. A request gets at least the timeout and at most the timeout and a slot; the
// recorder counts a request that took longer than the timeout as a timeout.
//
// It is safe for concurrent use.
type deadlines struct {
	parent  context.Context
	timeout time.Duration
	slot    time.Duration

	current atomic.Pointer[slotContext]
	mu      sync.Mutex // guards what follows, and changes of current
	cancels []context.CancelFunc
}

// slotContext is the context of the requests that start before ends.
type slotContext struct {
	ctx  context.Context
	ends time.Duration
}

// slotsPerTimeout bounds how late a request is ended: by a twentieth of the timeout.
const slotsPerTimeout = 20

// newDeadlines takes the values of ctx, not its end: when a phase is told to stop, the requests
// in flight may still end by themselves.
func newDeadlines(ctx context.Context, timeout time.Duration) *deadlines {
	return &deadlines{parent: context.WithoutCancel(ctx), timeout: timeout, slot: timeout / slotsPerTimeout}
}

// at returns the context for a request that starts at now.
func (d *deadlines) at(now time.Duration) context.Context {
	if current := d.current.Load(); current != nil && now < current.ends {
		return current.ctx
	}
	return d.next(now)
}

func (d *deadlines) next(now time.Duration) context.Context {
	d.mu.Lock()
	defer d.mu.Unlock()
	if current := d.current.Load(); current != nil && now < current.ends {
		return current.ctx // another caller was first
	}
	ctx, cancel := context.WithCancel(d.parent)
	timer := time.AfterFunc(d.longest(), cancel)
	d.current.Store(&slotContext{ctx, now + d.slot})
	d.cancels = append(d.cancels, func() { timer.Stop(); cancel() })
	if len(d.cancels) > 2*slotsPerTimeout { // those at the front ended by themselves
		d.cancels = append(d.cancels[:0], d.cancels[slotsPerTimeout:]...)
	}
	return ctx
}

// longest returns how long a request can take until its context ends.
func (d *deadlines) longest() time.Duration { return d.timeout + d.slot }

// close ends all contexts.
func (d *deadlines) close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, cancel := range d.cancels {
		cancel()
	}
}
