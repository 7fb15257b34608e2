package judged

import (
	"slices"

	"github.com/wiretax/wiretax/bench/record"
)

// MostOff is how far the time of a fixed piece of work before a trial may lie from the
// run's median until the CPU counts as another one than before.
const MostOff = 0.03

// Speeds says before how many trials the machine ran faster or slower than it mostly did. Worst
// is by how much at the most, as a share, and At before which trial.
type Speeds struct {
	Off, Trials int
	Worst       float64
	At          *record.Trial
}

// SpeedsOf compares the times of the fixed pieces of work of a run.
func SpeedsOf(r *Run) Speeds {
	var times []float64
	for i := range r.Record.Trials {
		if s := r.Record.Trials[i].FixedWorkSeconds; s > 0 {
			times = append(times, s)
		}
	}
	if len(times) == 0 {
		return Speeds{}
	}
	slices.Sort(times)
	median := times[len(times)/2]
	out := Speeds{Trials: len(times)}
	for i := range r.Record.Trials {
		t := &r.Record.Trials[i]
		if t.FixedWorkSeconds <= 0 {
			continue
		}
		away := max(t.FixedWorkSeconds/median, median/t.FixedWorkSeconds) - 1
		if away > MostOff {
			out.Off++
		}
		if away > out.Worst {
			out.Worst, out.At = away, t
		}
	}
	return out
}
