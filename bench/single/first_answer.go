package single

import (
	"context"
	"sync"

	"github.com/wiretax/wiretax/bench/client/anycall"
	"github.com/wiretax/wiretax/bench/load"
)

// firstAnswer drives a target and diagnoses its first answer. If the request failed because the
// target speaks another protocol, all others would, and it ends the load. It is for loads
// without a warm-up: they cannot send a request before those that count, since the target may
// be sent only as many as were asked for.
type firstAnswer struct {
	load.Target
	call *anycall.Call
	// stop ends the load with a reason.
	stop context.CancelCauseFunc

	once       sync.Once
	diagnosing sync.WaitGroup
}

// Start implements [load.Target].
func (f *firstAnswer) Start(ctx context.Context, t load.Ticket, done load.Sink) {
	f.once.Do(func() { done = firstSink{ctx, f, done} })
	f.Target.Start(ctx, t, done)
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
