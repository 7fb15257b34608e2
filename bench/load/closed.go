package load

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/wiretax/wiretax/bench/pace"
)

// Loop says how many callers a closed loop has, and how much they send.
type Loop struct {
	// Callers is how many callers there are, at least 1. Each sends its next request when its
	// last one has ended.
	Callers int
	// Requests is how many are sent in all; 0 sets no limit, so that Duration must.
	Requests int64
	// Spread is the time over which the callers begin, at equal distances, so that they do
	// not send in step.
	Spread time.Duration
}

// Closed drives target with a number of callers and returns when the phase is over and every
// request has ended or its timeout is over. A closed loop slows down with its target, so it says
// how long requests take at a given concurrency, not how long users wait who arrive
// independently: response time is service time here, and there is no lag.
func Closed(ctx context.Context, target Target, l Loop, p Phase) (Result, error) {
	c := newClosed(ctx, target, l, p)
	waiter, err := pace.NewWaiter()
	if err != nil {
		return Result{}, fmt.Errorf("start pacer: %w", err)
	}
	return c.run(ctx, waiter)
}

func newClosed(ctx context.Context, target Target, l Loop, p Phase) *closed {
	return &closed{
		target: target, phase: p, loop: l,
		rec: newRecorder(p), limits: newDeadlines(ctx, p.Timeout),
		over: make(chan struct{}), idle: make(chan struct{}),
	}
}

func (c *closed) run(ctx context.Context, pacer pacer) (Result, error) {
	ctx, giveUp := context.WithCancel(ctx)
	defer giveUp()
	defer c.limits.close()
	c.rec.begin(pacer.Elapsed)
	c.callers.Store(int64(c.loop.Callers))
	begun, err := c.begin(ctx, pacer)
	pacerCPU, err := closePacer(pacer, err)
	if err != nil {
		giveUp()
	}
	c.leave(c.loop.Callers - begun)
	c.awaitEnd(ctx)
	c.stop.Store(true)
	await(ctx, c.idle, c.limits.longest())
	result := c.rec.result(ctx.Err() == nil)
	if err != nil {
		return Result{}, err
	}
	result.PacerCPU, result.Stopped = pacerCPU, ctx.Err() != nil
	return result, nil
}

// begin sends the first request of each caller at its time, and returns how many of them there
// are. An error comes from the pacer.
func (c *closed) begin(ctx context.Context, pacer pacer) (begun int, err error) {
	for ; begun < c.loop.Callers && ctx.Err() == nil; begun++ {
		if err := pacer.WaitUntil(c.loop.Spread * time.Duration(begun) / time.Duration(c.loop.Callers)); err != nil {
			return begun, err
		}
		c.next(&caller{c})
	}
	return begun, nil
}

// closed is a closed loop that is running.
type closed struct {
	target Target
	phase  Phase
	rec    *recorder
	limits *deadlines
	loop   Loop

	asked   atomic.Int64 // tickets, also those beyond the budget
	callers atomic.Int64 // still going
	stop    atomic.Bool
	over    chan struct{} // closed by the first caller who finds the budget spent
	idle    chan struct{} // closed when no caller is left
}

// caller sends one request after another. It is the sink of its own requests.
type caller struct{ loop *closed }

// Done records the outcome and sends the next request.
func (c *caller) Done(t Ticket, o Outcome) {
	c.loop.rec.Done(t, o)
	c.loop.next(c)
}

// next sends a caller's next request, or lets the caller go.
func (c *closed) next(by *caller) {
	now := c.rec.elapsed()
	n := c.asked.Add(1)
	switch {
	case c.stop.Load(), c.phase.Duration > 0 && now >= c.phase.Duration:
		c.leave(1)
		return
	case c.loop.Requests > 0 && n > c.loop.Requests:
		if n == c.loop.Requests+1 {
			close(c.over)
		}
		c.leave(1)
		return
	}
	t := Ticket{Seq: c.phase.FirstSeq + uint64(n-1), Intended: now, Sent: now}
	t.Check = c.phase.checks(t.Seq)
	c.rec.sent(now)
	c.target.Start(c.limits.at(now), t, by)
}

func (c *closed) leave(callers int) {
	if callers > 0 && c.callers.Add(-int64(callers)) == 0 {
		close(c.idle)
	}
}

// awaitEnd waits until nothing more is sent.
func (c *closed) awaitEnd(ctx context.Context) {
	var timeUp <-chan time.Time
	if d := c.phase.Duration; d > 0 {
		timer := time.NewTimer(d - c.rec.elapsed())
		defer timer.Stop()
		timeUp = timer.C
	}
	select {
	case <-timeUp:
	case <-c.over:
	case <-c.idle:
	case <-ctx.Done():
	}
}

// patience is how long requests in flight may take to end after the phase was told to stop.
const patience = time.Second

// await waits until the requests in flight have ended, for the longest time that a request can
// take, or for patience after ctx is done.
func await(ctx context.Context, idle <-chan struct{}, longest time.Duration) {
	// A target needs a moment to notice that its context ended.
	limit := time.NewTimer(longest + longest/2)
	defer limit.Stop()
	select {
	case <-idle:
		return
	case <-limit.C:
		return
	case <-ctx.Done():
	}
	short := time.NewTimer(patience)
	defer short.Stop()
	select {
	case <-idle:
	case <-limit.C:
	case <-short.C:
	}
}
