package judged

import (
	"math"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/stat"
)

// FullBlocks counts the blocks in which every trial of ours took place.
func FullBlocks(r *Run) int {
	trials := map[int]int{}
	for i := range r.Record.Trials {
		if t := &r.Record.Trials[i]; planned(r, t) {
			trials[t.Block]++
		}
	}
	var full int
	for _, n := range trials {
		if n >= trialsPerBlock(r) {
			full++
		}
	}
	return full
}

// TrialsDone counts the trials that took place, and how many there were to be. An older run does
// not say that: then those count that the plan asks of our engine.
func TrialsDone(r *Run) (done, of int) {
	if of = r.Record.Manifest.Planned; of > 0 {
		return len(r.Record.Trials), of
	}
	for i := range r.Record.Trials {
		if planned(r, &r.Record.Trials[i]) {
			done++
		}
	}
	return done, r.Plan.Blocks * trialsPerBlock(r)
}

// planned says whether a trial is one of those that the plan asks of our engine.
func planned(r *Run, t *record.Trial) bool {
	return t.Tool == record.Wiretax && r.lists(t)
}

// trialsPerBlock is how many trials of ours the plan asks for in a block.
func trialsPerBlock(r *Run) int {
	var n int
	for _, op := range r.Plan.Operations {
		n += len(r.arms(op))
	}
	return n
}

// FiguresIn says for how much of what was measured in several runs there is a figure. Some is false
// where no metric has one, and decided where none of those has one that the plans are made to
// judge; of a plan that judges none, every metric counts. Missing is why a judged metric has none.
func FiguresIn(runs []*Run) (some, decided bool, missing Missing) {
	for _, r := range runs {
		for _, p := range r.AllPairs() {
			for i := range p.Figures {
				f := &p.Figures[i]
				counts := f.Headline || len(r.Plan.Headline) == 0
				switch {
				case !f.Missing.Any():
					some, decided = true, decided || counts
				case counts && !missing.Any():
					missing = f.Missing
				}
			}
		}
	}
	if decided {
		missing = Missing{}
	}
	return some, decided, missing
}

// Sureness says on what the figures of the rival rest that the plan judges, or all where it
// judges none.
type Sureness struct {
	// Least and Most are the blocks behind a figure.
	Least, Most int
	// Judged says that one of them has a verdict.
	Judged bool
}

// SurenessOf is that of a run; false where no metric has a figure.
func SurenessOf(r *Run) (Sureness, bool) {
	out := Sureness{Least: math.MaxInt}
	for _, p := range r.RivalPairs() {
		for i := range p.Figures {
			f := &p.Figures[i]
			if f.Missing.Any() || !f.Headline && len(r.Plan.Headline) > 0 {
				continue
			}
			out.Judged = out.Judged || f.Verdict != stat.NoVerdict
			out.Least, out.Most = min(out.Least, f.N), max(out.Most, f.N)
		}
	}
	return out, out.Most > 0
}
