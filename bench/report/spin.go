package report

import (
	"fmt"
	"slices"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
)

// mostSpin is how far the time of a fixed piece of work before a trial may lie from the
// run's median until the CPU counts as another one than before.
const mostSpin = 0.03

// spins warns of trials before which the machine ran faster or slower than it mostly did.
func (r *Run) spins() []string {
	var times []float64
	for i := range r.Record.Trials {
		if s := r.Record.Trials[i].SpinSeconds; s > 0 {
			times = append(times, s)
		}
	}
	if len(times) == 0 {
		return nil
	}
	slices.Sort(times)
	median := times[len(times)/2]
	var off int
	var worst float64
	var at *record.Trial
	for i := range r.Record.Trials {
		t := &r.Record.Trials[i]
		if t.SpinSeconds <= 0 {
			continue
		}
		away := max(t.SpinSeconds/median, median/t.SpinSeconds) - 1
		if away > mostSpin {
			off++
		}
		if away > worst {
			worst, at = away, t
		}
	}
	if off == 0 {
		return nil
	}
	return []string{fmt.Sprintf("Before %d of %s a fixed piece of work took more than %s longer or shorter than the run's median, at the most %s (%s): the CPUs did not always run alike.",
		off, page.Count(len(times), "trial"), page.Percent(mostSpin), page.Percent(worst), r.where(at))}
}
