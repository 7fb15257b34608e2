package load

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"github.com/wiretax/wiretax/bench/pace"
	"github.com/wiretax/wiretax/bench/record"
)

// Phase is one stretch of open-loop load.
type Phase struct {
	Schedule *pace.Schedule
	// Duration is the schedule's length.
	Duration time.Duration
	// Timeout ends a request; an answer that comes later counts as a timeout.
	Timeout time.Duration
	// FirstSeq is the Seq of the first request.
	FirstSeq uint64
	// CheckEvery asks for a full check of each request whose Seq it divides: 1 checks
	// all, 0 none.
	CheckEvery uint64
}

// Grace is how long after the schedule's end an answer still counts as given in time. The
// last requests need a moment to live; without it a short phase would seem to have fallen
// behind for the few that are always under way.
const Grace = 20 * time.Millisecond

// Result is what a phase gave.
type Result struct {
	// Requests were handed to the target; Completed were answered rightly in time.
	Requests, Completed int64
	// CompletedInTime are those of them that were done when the schedule ended, or
	// within [Grace] of it.
	CompletedInTime int64
	// Failures counts the others by kind.
	Failures map[string]int64
	// Histograms hold completed requests and timeouts, in intervals of a second by the
	// time at which they ended. Lag holds every request that was handed over.
	Histograms record.Histograms
	// MeanInFlight is the time average over the phase, until the last request ended.
	MeanInFlight float64
	// Elapsed runs from the start until the last request ended or was given up.
	Elapsed time.Duration
	// Checked completed answers were compared in full.
	Checked int64
	// RequestBytes and AnswerBytes are sums over the completed requests.
	RequestBytes, AnswerBytes int64
	// PacerCPU is the CPU time of the thread that kept the schedule.
	PacerCPU time.Duration
	// Stopped says that ctx ended the phase before its schedule did.
	Stopped bool
	// Behind says that the generator itself fell behind its schedule by more than the
	// timeout and gave the phase up: the rate is too high for it.
	Behind bool
}

// Open drives target by the phase's schedule and returns when every request has ended or
// its timeout is over. The schedule waits for nothing: no worker, no connection, no
// answer; only when the generator itself is later than the timeout does it give up. When
// ctx is done, Open stops sending, gives up what is in flight and returns what there is.
func Open(ctx context.Context, target Target, p Phase) (Result, error) {
	rec := newRecorder(p)
	waiter, err := pace.NewWaiter()
	if err != nil {
		return Result{}, fmt.Errorf("start pacer: %w", err)
	}
	rec.begin(waiter.Elapsed)
	limits := newDeadlines(ctx, p.Timeout)
	defer limits.close()

	end := send(ctx, target, p, waiter, limits, rec)
	pacerCPU, err := waiter.Close()
	if err != nil {
		return Result{}, fmt.Errorf("read pacer's CPU time: %w", err)
	}
	rec.drain(ctx, limits.longest())
	result := rec.result()
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

// send hands every request over at its time.
func send(ctx context.Context, target Target, p Phase, waiter *pace.Waiter, limits *deadlines, rec *recorder) ending {
	t := Ticket{Seq: p.FirstSeq}
	for {
		at, more := p.Schedule.Next()
		if !more {
			return finished
		}
		now := waiter.Elapsed()
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
		t.Check = p.CheckEvery > 0 && t.Seq%p.CheckEvery == 0
		rec.sent(now, now-at)
		target.Start(limits.at(now), t, rec)
		t.Seq++
	}
}
