package run

import (
	"context"
	"sync"

	"github.com/wiretax/wiretax/bench/client/anycall"
	"github.com/wiretax/wiretax/bench/load"
)

// firstAnswer drives a target, and looks at how the first request ends. Where it fails because
// the target speaks another protocol, so would they all, and the load ends. Without a warm-up
// no request may come before those that count, of which the target may be sent exactly so
// many.
type firstAnswer struct {
	load.Target
	call *anycall.Call
	// stop ends the load, and has the reason.
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

// Done implements [load.Sink]. Asking the target takes a while, for which nobody may wait here.
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
