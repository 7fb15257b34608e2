package load

import (
	"context"
	"time"
)

// deadlines hands out contexts that end requests after the timeout. Requests that start in
// the same slot of time share one, since a context with a timer for each request would
// cost more than some of the requests, and would make gRPC send a deadline that REST has
// no word for. A request so gets between one timeout and one timeout and a slot; the
// recorder counts what took longer than the timeout itself as a timeout.
type deadlines struct {
	parent  context.Context
	timeout time.Duration
	slot    time.Duration

	current context.Context
	ends    time.Duration // of the current slot
	cancels []context.CancelFunc
}

// slotsPerTimeout bounds how late a request is ended: by a twentieth of the timeout.
const slotsPerTimeout = 20

func newDeadlines(parent context.Context, timeout time.Duration) *deadlines {
	return &deadlines{parent: parent, timeout: timeout, slot: timeout / slotsPerTimeout}
}

// at returns the context for a request that starts at now, which never goes back.
func (d *deadlines) at(now time.Duration) context.Context {
	if d.current != nil && now < d.ends {
		return d.current
	}
	ctx, cancel := context.WithCancel(d.parent)
	timer := time.AfterFunc(d.longest(), cancel)
	d.current, d.ends = ctx, now+d.slot
	d.cancels = append(d.cancels, func() { timer.Stop(); cancel() })
	if len(d.cancels) > 2*slotsPerTimeout { // those at the front ended by themselves
		d.cancels = append(d.cancels[:0], d.cancels[slotsPerTimeout:]...)
	}
	return ctx
}

// longest is how long a request can take until its context ends.
func (d *deadlines) longest() time.Duration { return d.timeout + d.slot }

// close ends all contexts.
func (d *deadlines) close() {
	for _, cancel := range d.cancels {
		cancel()
	}
}
