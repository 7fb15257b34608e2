package single

import (
	"context"
	"sync"
	"time"

	"github.com/wiretax/wiretax/bench/client/anycall"
	"github.com/wiretax/wiretax/bench/load"
)

// firstAnswer diagnoses the first answer of a load. If the request failed because the target speaks
// another protocol, all others would, and it ends the load. It is for loads without a warm-up: they
// cannot send a request before those that count, since the target may be sent only as many as were
// asked for.
type firstAnswer struct {
	call *anycall.Call
	// stop ends the load with a reason.
	stop context.CancelCauseFunc

	once       sync.Once
	diagnosing sync.WaitGroup
}

// of returns a target of which the first answer is diagnosed. It keeps the schedule itself if the
// target does.
func (f *firstAnswer) of(target load.Target) load.Target {
	diagnosed := diagnosedTarget{target, f}
	if pacer, ok := target.(load.Pacer); ok {
		return diagnosedPacer{diagnosed, pacer}
	}
	return diagnosed
}

// diagnosedTarget is a target, or one loop of it.
type diagnosedTarget struct {
	load.Target
	first *firstAnswer
}

// Start implements [load.Target].
func (d diagnosedTarget) Start(ctx context.Context, t load.Ticket, done load.Sink) {
	d.first.once.Do(func() { done = firstSink{ctx, d.first, done} })
	d.Target.Start(ctx, t, done)
}

// diagnosedPacer is a target that keeps the schedule itself.
type diagnosedPacer struct {
	diagnosedTarget
	pacer load.Pacer
}

// Pace implements [load.Pacer].
func (d diagnosedPacer) Pace(start time.Time, begin func(loop load.Target) load.Due) error {
	return d.pacer.Pace(start, func(loop load.Target) load.Due {
		return begin(diagnosedTarget{loop, d.first})
	})
}

// firstSink takes the first outcome.
type firstSink struct {
	ctx context.Context
	*firstAnswer
	load.Sink
}

// Done implements [load.Sink]. The diagnosis takes a while, and Done must not wait.
func (f firstSink) Done(t load.Ticket, o load.Outcome) {
	if o.Failure != "" {
		f.diagnosing.Go(func() {
			if err := f.call.Diagnose(f.ctx, o.Failure, nil); err != nil {
				f.stop(err)
			}
		})
	}
	f.Sink.Done(t, o)
}
