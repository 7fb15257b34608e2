package load

import (
	"context"
	"sync/atomic"
	"time"
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
	by, err := newPacing(target)
	if err != nil {
		return Result{}, err
	}
	return newClosed(ctx, l, p).run(ctx, by)
}

func newClosed(ctx context.Context, l Loop, p Phase) *closed {
	return &closed{
		phase: p, loop: l,
		rec: newRecorder(p), limits: newDeadlines(ctx, p.Timeout),
		over: make(chan struct{}), idle: make(chan struct{}),
	}
}

func (c *closed) run(ctx context.Context, by pacing) (Result, error) {
	ctx, giveUp := context.WithCancel(ctx)
	defer giveUp()
	defer c.limits.close()
	c.rec.begin(by.elapsed)
	c.going.Store(int64(c.loop.Callers))
	c.ctx = ctx
	pacerCPU, err := by.pace(func(loop Target) Due { return due(loop, by.elapsed, c.begin()) })
	if err != nil {
		giveUp()
	}
	c.leave(c.loop.Callers - int(c.begun.Load()))
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

// begin returns what starts the callers of one event loop. The loops get them in turn.
func (c *closed) begin() starts {
	c.loops++
	return &callers{closed: c, next: c.loops - 1}
}

// callers starts the callers of one event loop: those whose numbers are its own mod the loops.
type callers struct {
	*closed
	next int
}

// take implements [starts]: a ticket is the first request of a caller.
func (c *callers) take() (Ticket, bool) {
	n := c.next
	c.next += c.loops
	return Ticket{Intended: c.loop.Spread * time.Duration(n) / time.Duration(c.loop.Callers)}, n < c.loop.Callers
}

// goesOn implements [starts].
func (c *callers) goesOn(time.Duration) bool { return c.ctx.Err() == nil }

// start implements [starts].
func (c *callers) start(loop Target, _ Ticket, _ time.Duration) {
	c.begun.Add(1)
	c.closed.next(&caller{c.closed, loop})
}

// closed is a closed loop that is running.
type closed struct {
	ctx    context.Context
	phase  Phase
	rec    *recorder
	limits *deadlines
	loop   Loop

	loops int          // that start callers; no longer changes when the first does
	begun atomic.Int64 // callers that were started

	asked atomic.Int64 // tickets, also those beyond the budget
	going atomic.Int64 // callers that have not left
	stop  atomic.Bool
	over  chan struct{} // closed by the first caller who finds the budget spent
	idle  chan struct{} // closed when no caller is left
}

// caller sends one request after another. It is the sink of its own requests.
type caller struct {
	*closed
	target Target
}

// Done records the outcome and sends the next request.
func (c *caller) Done(t Ticket, o Outcome) {
	c.rec.Done(t, o)
	c.next(c)
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
	c.rec.sent()
	by.target.Start(c.limits.at(now), t, by)
}

func (c *closed) leave(callers int) {
	if callers > 0 && c.going.Add(-int64(callers)) == 0 {
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
