package run

import (
	"context"
	"time"

	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/pace"
	"github.com/wiretax/wiretax/bench/window"
)

const (
	// leastGap is the least time between two slices of a round, and leastGuard the least before a round:
	// what an arm leaves to be done is then done before the next one has its slice.
	leastGap   = 8 * time.Millisecond
	leastGuard = 20 * time.Millisecond
	// A slice is as long as this many medians of the slowest arm, so that few requests reach over its end,
	// as long as there are leastRounds.
	leastMedians = 20
	// leastRounds is how many rounds a block has: with fewer, slices that alternate gain little over one
	// stretch for each arm.
	leastRounds = 4
)

// rounds measures arms in rounds: in each, every arm has a slice with the same arrivals, in an order that
// changes from round to round.
type rounds struct {
	arms   []*slicedArm
	length time.Duration // of a slice
	count  int
	guard  time.Duration
	// active is the arm that had the last slice; nil before the first. edge is when the CPU clocks of
	// the services were last read, and ended when the last slice was over.
	active      *slicedArm
	edge, ended time.Time
	collections *window.Collections
	// took is how long all rounds took, and client the CPU time of this process in them.
	took, client time.Duration
}

// planRounds returns the rounds that a window of the plan makes, by how long requests took in the warm-up.
func (w *worker) planRounds(arms []*slicedArm) *rounds {
	p := &rounds{arms: arms, length: w.share.Slice, guard: leastGuard}
	for _, a := range arms {
		p.length = max(p.length, leastMedians*seconds(a.warm.P50))
		p.guard = max(p.guard, seconds(a.warm.P99))
	}
	window := seconds(w.Plan.Window)
	p.length = max(w.share.Slice, min(p.length, window/leastRounds))
	p.count = int(window / p.length)
	return p
}

// measure measures all rounds. An error means that the whole block came to nothing.
func (p *rounds) measure(ctx context.Context, schedule *pace.Schedule, seed uint64) error {
	p.collections = window.HoldCollections()
	defer p.collections.Release()
	before, err := meter.OwnCPU()
	if err != nil {
		return err
	}
	began := time.Now()
	p.ended = began
	arrivals := pace.Cut(schedule, p.length)
	for _, order := range pace.Orders(len(p.arms), p.count, seed) {
		offsets, _ := arrivals.Next()
		if err := p.round(ctx, order, offsets); err != nil {
			return err
		}
	}
	if err := p.rest(ctx, p.guard); err != nil {
		return err
	}
	p.readClocks(nil)
	after, err := meter.OwnCPU()
	p.took, p.client = time.Since(began), after-before
	return err
}

// round gives each arm a slice.
func (p *rounds) round(ctx context.Context, order []int, arrivals []time.Duration) error {
	if err := p.collections.Collect(); err != nil {
		return err
	}
	gap := p.guard
	for _, i := range order {
		a := p.arms[i]
		if a.ended {
			continue
		}
		if err := p.rest(ctx, gap); err != nil {
			return err
		}
		gap = leastGap
		p.readClocks(a)
		a.measure(ctx, arrivals)
		p.ended = time.Now()
		a.fold()
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// rest waits until the last slice has been over for that long.
func (p *rounds) rest(ctx context.Context, gap time.Duration) error {
	wait := time.NewTimer(gap - time.Since(p.ended))
	defer wait.Stop()
	select {
	case <-wait.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// readClocks reads the CPU clocks of all services, and says what each of them used since they were last
// read: in the slice of its own arm and the gap behind it, or while it was idle. next has the next slice.
func (p *rounds) readClocks(next *slicedArm) {
	now := time.Now()
	since := now.Sub(p.edge)
	if p.edge.IsZero() {
		since = 0
	}
	for _, a := range p.arms {
		a.readClocks(p.active, since)
	}
	p.active, p.edge = next, now
}
