package load

import (
	"context"
	"fmt"
	"runtime"
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
	waiter, err := pace.NewWaiter()
	if err != nil {
		return Result{}, fmt.Errorf("start pacer: %w", err)
	}
	return openWith(ctx, waiter, rec, target, schedule, p)
}

// pacer is a [pace.Waiter].
type pacer interface {
	WaitUntil(offset time.Duration) error
	Elapsed() time.Duration
	Close() (cpu time.Duration, err error)
}

func openWith(ctx context.Context, pacer pacer, rec *recorder, target Target, schedule *pace.Schedule, p Phase) (Result, error) {
	ctx, giveUp := context.WithCancel(ctx)
	defer giveUp()
	rec.begin(pacer.Elapsed)
	limits := newDeadlines(ctx, p.Timeout)
	defer limits.close()

	end, err := send(ctx, target, schedule, p, pacer, limits, rec)
	pacerCPU, err := closePacer(pacer, err)
	if err != nil {
		giveUp()
	}
	rec.drain(ctx, limits.longest())
	result := rec.result(ctx.Err() == nil)
	if err != nil {
		return Result{}, err
	}
	result.PacerCPU = pacerCPU
	result.Stopped, result.Behind = end == stopped, end == behind
	return result, nil
}

// closePacer closes the pacer. The result is err, the error of waiting, or else its own.
func closePacer(p pacer, err error) (time.Duration, error) {
	cpu, closeErr := p.Close()
	switch {
	case err != nil:
		return 0, fmt.Errorf("wait for the next request's time: %w", err)
	case closeErr != nil:
		return 0, fmt.Errorf("read pacer's CPU time: %w", closeErr)
	}
	return cpu, nil
}

// ending is how sending ended.
type ending int

const (
	finished ending = iota
	stopped
	behind
)

// longestWait is how long the pacer may take to notice that it was told to stop.
const longestWait = 100 * time.Millisecond

// send hands over every request when it is due. An error comes from the pacer.
func send(ctx context.Context, target Target, schedule *pace.Schedule, p Phase, pacer pacer, limits *deadlines, rec *recorder) (ending, error) {
	t := Ticket{Seq: p.FirstSeq}
	for {
		at, more := schedule.Next()
		if !more {
			return finished, nil
		}
		now := pacer.Elapsed()
		late := now - at
		for at > now && ctx.Err() == nil {
			if err := pacer.WaitUntil(min(at, now+longestWait)); err != nil {
				return stopped, err
			}
			now = pacer.Elapsed()
		}
		if ctx.Err() != nil {
			return stopped, nil
		}
		if late > p.Timeout {
			return behind, nil
		} else if late >= 0 && t.Seq%64 == 0 {
			runtime.Gosched() // behind schedule: still let the client run
		}
		t.Intended, t.Sent = at, now
		t.Check = p.checks(t.Seq)
		rec.late(now - at)
		rec.sent(now)
		target.Start(limits.at(now), t, rec)
		t.Seq++
	}
}
