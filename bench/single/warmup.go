package single

import (
	"context"
	"slices"
	"time"

	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/pace"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/window"
)

// spread is the time over which the callers of a closed loop begin, so that they do not send all
// at once. It is many times as long as a request on the same machine.
const spread = 100 * time.Millisecond

// warmUp drives the target as in the first step.
func (l *loader) warmUp(ctx context.Context) error {
	if l.Warmup == 0 {
		return nil
	}
	if err := l.checkProtocol(ctx); err != nil {
		return err
	}
	warm, err := window.WarmUp(ctx, l.WarmupUntil, l.Warmup, func(stretch, firstSeq uint64) (load.Result, error) {
		phase := load.Phase{Duration: l.Warmup, Timeout: l.Timeout, FirstSeq: firstSeq, CheckEvery: 1}
		if len(l.Steps) == 0 {
			return load.Closed(ctx, l.client, load.Loop{Callers: l.Callers, Spread: min(l.Warmup/4, spread)}, phase)
		}
		arrivals, err := pace.New(l.Arrivals, l.Steps[0].Rate, l.Warmup, pace.Seed(l.Seed, 0, window.WarmupPhase+stretch))
		if err != nil {
			return load.Result{}, err
		}
		return load.Open(ctx, l.client, arrivals, phase)
	})
	if err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	l.Warmup = warm.Length
	if said := warm.Limit(); said != "" {
		l.warnings = append(l.warnings, said)
	}
	l.warm = warm
	return nil
}

// reportWarmup mentions the failures of the warm-up, unless the windows had all their kinds too.
func (l *loader) reportWarmup() {
	seen := func(kind string) bool {
		return slices.ContainsFunc(l.windows, func(w record.Window) bool { return w.Errors.ByKind[kind] > 0 })
	}
	for kind := range l.warm.Failures {
		if seen(kind) {
			continue
		}
		if l.warm.Wrong() {
			l.reasons = append(l.reasons, l.warm.Failed())
		} else {
			l.warnings = append(l.warnings, l.warm.Failed())
		}
		return
	}
}
