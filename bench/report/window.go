package report

import (
	"fmt"
	"math"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/stat"
)

// drift is by which factor the beginning of a window moved its mean service time, 1 where the
// window was steady or too few of its parts are known to tell.
func drift(w *record.Window) float64 {
	if s := stat.Steady(w.SliceMeans); s.Known && !s.Steady {
		return s.Shift
	}
	return 1
}

// moved says a drift in words.
func moved(drift float64) string {
	direction := "up"
	if drift < 1 {
		direction = "down"
	}
	return direction + " by " + page.Percent(math.Abs(drift-1))
}

// windows warns of the valid trials of our own whose windows were connection-bound or not
// steady, by operation and stack. It takes no verdict away.
func (r *Run) windows() []string {
	var bound, unsteady []string
	for _, op := range r.Plan.Operations {
		for _, stack := range r.stacks() {
			if text := r.bound(op.Name, stack); text != "" {
				bound = append(bound, text)
			}
			if text := r.unsteady(op.Name, stack); text != "" {
				unsteady = append(unsteady, text)
			}
		}
	}
	return append(bound, unsteady...)
}

func (r *Run) bound(op, stack string) string {
	excess := func(w *record.Window) float64 {
		share, _, bound := w.ConnectionBound()
		if !bound {
			return 0
		}
		return share
	}
	n, of, worst, _ := r.worst(op, stack, excess, func(share float64) bool { return share > 0 })
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%s, %s: %d of %s connection-bound: %s, where more than 5 %% is much. That is not the service's time.",
		op, r.title(stack), n, page.Count(of, "valid trial"), waited(&worst.Window, atMost(n)))
}

// waited says how much of the response time of a connection-bound window the wait was, and of
// which quantile. Most, from [atMost], stands before the share.
func waited(w *record.Window, most string) string {
	share, quantile, _ := w.ConnectionBound()
	return fmt.Sprintf("the %s of the wait for a connection or a stream was %s%s of the response time's %[1]s", quantile, most, page.Percent(share))
}

func (r *Run) unsteady(op, stack string) string {
	away := func(w *record.Window) float64 { return math.Abs(drift(w) - 1) }
	n, of, worst, first := r.worst(op, stack, away, func(away float64) bool { return away > 0 })
	if n == 0 {
		return ""
	}
	where := "the first in block"
	if n == 1 {
		where = "in block"
	}
	return fmt.Sprintf("%s, %s: %d of %s not steady by the test for a steady state (MSER-5), %s %d: the beginning moved the mean time %s%s.",
		op, r.title(stack), n, page.Count(of, "valid trial"), where, first.Block, atMost(n), moved(drift(&worst.Window)))
}

// worst counts the valid trials, of both arms of a stack, of which the figure is too much.
// It returns the one with the largest figure and the first.
func (r *Run) worst(op, stack string, figure func(*record.Window) float64, tooMuch func(float64) bool) (n, of int, worst, first *record.Trial) {
	for i := range r.Record.Trials {
		t := &r.Record.Trials[i]
		if t.Tool != record.Wiretax || !t.Valid || t.Operation != op || t.Stack != stack {
			continue
		}
		of++
		if !tooMuch(figure(&t.Window)) {
			continue
		}
		n++
		if first == nil {
			first, worst = t, t
		} else if figure(&t.Window) > figure(&worst.Window) {
			worst = t
		}
	}
	return n, of, worst, first
}
