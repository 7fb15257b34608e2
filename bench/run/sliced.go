package run

import (
	"context"
	"time"

	"github.com/wiretax/wiretax/bench/client"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/process"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/window"
)

// slicedArm is an arm that is measured in slices, in the worker's process.
type slicedArm struct {
	task
	served process.Chain
	client client.Client
	warm   window.Warmup
	trial  record.Trial
	kept   *record.Histograms
	sliced *window.Sliced
	// measured is what came of the slices.
	measured window.Measured

	clocks process.Clocks // nil if the processes are not known
	// read are the clocks as they were read last, and used what each process has used since the first
	// slice in those of this arm. idle is what all have used in those of others, which took idleTime.
	read, spare    []time.Duration
	used           []time.Duration
	idle, idleTime time.Duration
	busyIdle       int
	// unanswered counts the slices in a row in which nothing was answered.
	unanswered int
	// ended says that the arm gets no more slices, and failed that nothing was measured.
	ended  bool
	failed error
}

const (
	// mostIdle is the share of a CPU that an idle service may use without a mark.
	mostIdle = 0.01
	// mostUnanswered is in how many slices in a row an arm may answer nothing until it gets no more.
	mostUnanswered = 3
)

// begin reads the counters before the first slice.
func (a *slicedArm) begin(ctx context.Context, p load.Phase, length time.Duration) (err error) {
	p.Interval = a.kept.Keep
	counters := &window.Counters{Served: a.served, Client: a.client}
	if a.sliced, err = counters.Begin(ctx, load.NewSlices(a.client, p, length)); err != nil {
		return err
	}
	if a.clocks, err = a.served.Clocks(); err != nil {
		return err
	}
	a.used = make([]time.Duration, len(a.clocks))
	a.read, err = a.clocks.Read(nil)
	return err
}

// measure measures a slice.
func (a *slicedArm) measure(ctx context.Context, arrivals []time.Duration) {
	a.failed = a.sliced.Drive(ctx, arrivals)
	a.ended = a.failed != nil
}

// fold sums the slice up.
func (a *slicedArm) fold() {
	if a.failed != nil {
		return
	}
	if a.sliced.Fold() {
		a.unanswered = 0
	} else if a.unanswered++; a.unanswered == mostUnanswered {
		a.ended = true
	}
}

// readClocks says what the services used since the clocks were last read. The time was that of the active
// arm, which is nil before the first slice.
func (a *slicedArm) readClocks(active *slicedArm, since time.Duration) {
	now, err := a.clocks.Read(a.spare[:0])
	if err != nil {
		a.clocks = nil // it has ended, which is said elsewhere
		return
	}
	var sum time.Duration
	for i := range now {
		used := now[i] - a.read[i]
		if active == a {
			a.used[i] += used
		}
		sum += used
	}
	a.read, a.spare = now, a.read
	if active == nil || active == a || a.sharesService(active) {
		return
	}
	a.idle += sum
	a.idleTime += since
	if float64(sum) > mostIdle*float64(since) {
		a.busyIdle++
	}
}

// sharesService reports whether both arms drive the same process, which somebody else runs.
func (a *slicedArm) sharesService(b *slicedArm) bool {
	return a != b && a.served.Front().PID != 0 && a.served.Front().PID == b.served.Front().PID
}
