package load

import (
	"context"
	"sync"
	"time"

	"github.com/wiretax/wiretax/bench/pace"
)

// Open drives target according to the schedule, whose length is the phase's Duration, and
// returns when every request has ended or its timeout is over. The schedule waits for nothing:
// no worker, no connection, no answer; it gives up only when the generator itself is later than
// the timeout. When ctx is done, Open stops sending, gives the requests in flight a second to
// end, and returns the result so far.
func Open(ctx context.Context, target Target, schedule *pace.Schedule, p Phase) (Result, error) {
	rec := newRecorder(p)
	by, err := newPacing(target)
	if err != nil {
		return Result{}, err
	}
	return openWith(ctx, by, rec, schedule, p)
}

func openWith(ctx context.Context, by pacing, rec *recorder, schedule *pace.Schedule, p Phase) (Result, error) {
	ctx, giveUp := context.WithCancel(ctx)
	defer giveUp()
	rec.begin(by.elapsed)
	limits := newDeadlines(ctx, p.Timeout)
	defer limits.close()

	o := &openLoop{ctx: ctx, phase: p, rec: rec, limits: limits, schedule: schedule.Next, next: p.FirstSeq}
	pacerCPU, err := by.pace(func(loop Target) Due { return due(loop, by.elapsed, o) })
	if err != nil {
		giveUp()
	}
	rec.drain(ctx, limits.longest())
	result := rec.result(ctx.Err() == nil)
	if err != nil {
		return Result{}, err
	}
	result.PacerCPU = pacerCPU
	result.Stopped, result.Behind = o.stopped, o.behind
	return result, nil
}

// openLoop is an open loop that is running. Several event loops may send its requests.
type openLoop struct {
	ctx    context.Context
	phase  Phase
	rec    records
	limits *deadlines

	mu       sync.Mutex
	schedule func() (time.Duration, bool)
	next     uint64 // Seq
	// stopped says that ctx was done before the schedule was over, and behind that the
	// generator was later than the timeout.
	stopped, behind bool
}

// records takes what becomes of the requests of an open loop.
type records interface {
	Sink
	// sending is told of a request before it is handed over.
	sending(t Ticket)
}

// take implements [starts].
func (o *openLoop) take() (t Ticket, more bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.stopped || o.behind {
		return t, false
	}
	if t.Intended, more = o.schedule(); more {
		t.Seq = o.next
		o.next++
	}
	return t, more
}

// goesOn implements [starts].
func (o *openLoop) goesOn(late time.Duration) bool {
	stopped, behind := o.ctx.Err() != nil, late > o.phase.Timeout
	if !stopped && !behind {
		return true
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.stopped, o.behind = o.stopped || stopped, o.behind || !stopped
	return false
}

// start implements [starts].
func (o *openLoop) start(loop Target, t Ticket, now time.Duration) {
	t.Sent, t.Check = now, o.phase.checks(t.Seq)
	o.rec.sending(t)
	loop.Start(o.limits.at(now), t, o.rec)
}
