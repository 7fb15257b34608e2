package load

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"github.com/wiretax/wiretax/bench/pace"
)

// Open drives target by the schedule, whose length is the phase's Duration, and returns when
// every request has ended or its timeout is over. The schedule waits for nothing: no worker,
// no connection, no answer; only when the generator itself is later than the timeout does it
// give up. When ctx is done, Open stops sending, gives what is in flight a second to end, and
// returns what there is.
func Open(ctx context.Context, target Target, schedule *pace.Schedule, p Phase) (Result, error) {
	rec := newRecorder(p)
	waiter, err := pace.NewWaiter()
	if err != nil {
		return Result{}, fmt.Errorf("start pacer: %w", err)
	}
	rec.begin(waiter.Elapsed)
	limits := newDeadlines(ctx, p.Timeout)
	defer limits.close()

	end := send(ctx, target, schedule, p, waiter, limits, rec)
	pacerCPU, err := waiter.Close()
	if err != nil {
		return Result{}, fmt.Errorf("read pacer's CPU time: %w", err)
	}
	rec.drain(ctx, limits.longest())
	result := rec.result(ctx.Err() == nil)
	result.PacerCPU = pacerCPU
	result.Stopped, result.Behind = end == stopped, end == behind
	return result, nil
}

// ending is how sending came to its end.
type ending int

const (
	finished ending = iota
	stopped
	behind
)

// longestWait is how long the pacer may not notice that it was told to stop.
const longestWait = 100 * time.Millisecond

// send hands every request over at its time.
func send(ctx context.Context, target Target, schedule *pace.Schedule, p Phase, waiter *pace.Waiter, limits *deadlines, rec *recorder) ending {
	t := Ticket{Seq: p.FirstSeq}
	for {
		at, more := schedule.Next()
		if !more {
			return finished
		}
		now := waiter.Elapsed()
		for at-now > longestWait && ctx.Err() == nil && waiter.WaitUntil(now+longestWait) == nil {
			now = waiter.Elapsed()
		}
		if ctx.Err() != nil {
			return stopped
		}
		if at > now {
			if waiter.WaitUntil(at) != nil {
				return stopped
			}
			now = waiter.Elapsed()
		} else if now-at > p.Timeout {
			return behind
		} else if t.Seq%64 == 0 {
			runtime.Gosched() // behind schedule: still let the client run
		}
		if ctx.Err() != nil {
			return stopped
		}
		t.Intended, t.Sent = at, now
		t.Check = p.checks(t.Seq)
		rec.late(now - at)
		rec.sent(now)
		target.Start(limits.at(now), t, rec)
		t.Seq++
	}
}
