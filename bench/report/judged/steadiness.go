package judged

import (
	"math"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/stat"
)

// Drift is by which factor the beginning of a window moved its mean service time, 1 where the
// window was steady or too few of its parts are known to tell.
func Drift(w *record.Window) float64 {
	if s := stat.SteadyBeside(w.SliceMeans, w.OtherMeans()); s.Known && !s.Steady {
		return s.Shift
	}
	return 1
}

// Windows counts the valid trials of ours, of both arms of a stack, of whose windows something
// is wrong: N of Of. Worst is the one with most of it, and First the first; nil where there is none.
type Windows struct {
	N, Of        int
	Worst, First *record.Trial
}

// Bound are the windows in which requests waited for a connection or a stream.
func Bound(r *Run, op, stack string) Windows {
	return windows(r, op, stack, func(w *record.Window) float64 {
		share, _, bound := w.ConnectionBound()
		if !bound {
			return 0
		}
		return share
	})
}

// Unsteady are the windows that were not steady.
func Unsteady(r *Run, op, stack string) Windows {
	return windows(r, op, stack, func(w *record.Window) float64 { return math.Abs(Drift(w) - 1) })
}

// windows counts those of which a figure is above 0.
func windows(r *Run, op, stack string, figure func(*record.Window) float64) Windows {
	var out Windows
	for i := range r.Record.Trials {
		t := &r.Record.Trials[i]
		if t.Tool != record.Wiretax || !t.Valid || t.Operation != op || t.Stack != stack {
			continue
		}
		out.Of++
		if !(figure(&t.Window) > 0) {
			continue
		}
		out.N++
		if out.First == nil {
			out.First, out.Worst = t, t
		} else if figure(&t.Window) > figure(&out.Worst.Window) {
			out.Worst = t
		}
	}
	return out
}
