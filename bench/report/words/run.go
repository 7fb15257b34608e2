package words

import (
	"fmt"
	"strconv"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
)

// Noun is what the two of a comparison are called.
func Noun(r *judged.Run) string {
	if r.Strangers() {
		return "side"
	}
	return "stack"
}

// Twice is what a comparison of two arms of the same is called: A/A, unless that could be
// mistaken for the A of a pair.
func Twice(r *judged.Run) string {
	if !r.Strangers() {
		return "A/A"
	}
	control, _ := r.Control()
	return r.Title(control) + "/" + r.Title(control)
}

// Other names what is compared with the baseline: one stack, or each of several.
func Other(r *judged.Run) string {
	if others := r.Others(); len(others) == 1 {
		return r.Title(others[0])
	}
	return "the other stack"
}

// Blocks says on how many blocks the picture rests.
func Blocks(r *judged.Run) string {
	if r.Record.Manifest.Complete {
		return page.Count(r.Plan.Blocks, "block")
	}
	return fmt.Sprintf("incomplete: %d of %s", judged.FullBlocks(r), page.Count(r.Plan.Blocks, "block"))
}

// Incomplete says how much of the plan there is.
func Incomplete(r *judged.Run) string {
	done, of := judged.TrialsDone(r)
	text := fmt.Sprintf("Incomplete run, no verdicts: %d of %s, %d of %s.", judged.FullBlocks(r), page.Count(r.Plan.Blocks, "block"), done, page.Count(of, "trial"))
	if r.Record.Cut > 0 {
		text += fmt.Sprintf(" Line %d of its trials is cut off and left out.", r.Record.Cut)
	}
	return text
}

// Resumed says where the run went on after it had been stopped.
func Resumed(r *judged.Run) (lines []string) {
	for _, resumed := range r.Record.Manifest.Resumed {
		if resumed.Block == 0 {
			continue // only its end was missing
		}
		why := "was killed"
		if resumed.Why != "" {
			why = "was stopped (" + resumed.Why + ")"
		}
		text := fmt.Sprintf("The run %s and went on at block %d on %s: the speed of the machine may differ between its parts.",
			why, resumed.Block, resumed.Resumed.UTC().Format("2006-01-02 15:04 UTC"))
		if resumed.CutTrials > 0 {
			text += fmt.Sprintf(" What had been measured of that block, %s, is in the run folder's %s and does not count.", page.Count(resumed.CutTrials, "trial"), resumed.CutFolder)
		}
		lines = append(lines, text)
	}
	return lines
}

// MostlyInvalid says what was wrong where more than half of the trials of ours do not count.
func MostlyInvalid(r *judged.Run) string {
	invalid := judged.InvalidTrials(r)
	if !invalid.Mostly() {
		return ""
	}
	commonest := ""
	if invalid.Commonest != "" {
		commonest = ", most often for a reason like this: " + invalid.Commonest
	}
	return fmt.Sprintf("%d of %s of plan %s are invalid%s. Measure on a quiet machine, or at a lower rate.",
		invalid.N, page.Count(invalid.Of, "trial"), r.Plan.Name, commonest)
}

// ArmTitle is an arm's own name, but for that of a stranger's service.
func ArmTitle(r *judged.Run, arm string) string {
	title, second := r.ArmTitle(arm)
	switch {
	case !r.Strangers():
		return arm
	case second:
		return title + ", repeated"
	}
	return title
}

// Where names a trial as people do.
func Where(r *judged.Run, t *record.Trial) string {
	text := Operation(r, t.Operation) + ", arm " + ArmTitle(r, t.Arm) + ", block " + strconv.Itoa(t.Block)
	if t.Tool != record.Wiretax {
		text += ", by " + t.Tool
	}
	return text
}

// Doubt is what is to be said before any figure of a run: that two arms of the same differ, or of a
// run with verdicts that none were there to tell. It is empty where all is well.
func Doubt(r *judged.Run) string {
	if !judged.Controlled(r) {
		if sure, _ := judged.SurenessOf(r); !sure.Judged {
			return ""
		}
		return "No " + Twice(r) + " control: " + Uncontrolled(r) + ", so nothing tells whether the order of the arms or the instrument moved a figure."
	}
	var parts []string
	for _, c := range judged.Differing(r) {
		text := page.Ratios(c.Ratio, c.CI.Lo, c.CI.Hi)
		parts = append(parts, Operation(r, c.Op.Name)+" "+Metric(c.Metric.Key).Short+" "+text[0]+" ("+page.Span(text[1], text[2])+")")
	}
	if len(parts) == 0 {
		return ""
	}
	return fmt.Sprintf("%s differs, Holm-adjusted over %s: %s. Something beside what is compared moved this run: doubt differences of that size in every figure of it.",
		Twice(r), page.Count(len(r.Controls), "comparison"), page.And(parts))
}

// Uncontrolled says why nothing was measured twice.
func Uncontrolled(r *judged.Run) string {
	control, _ := r.Control()
	if control == "" {
		return "this plan runs no second arm of any " + Noun(r)
	}
	return "in no block are both arms of " + r.Title(control) + " valid"
}

// Family says which tests are judged together; empty where the plan judges none.
func Family(r *judged.Run) string {
	tests := 0
	for _, p := range r.AllPairs() {
		for i := range p.Figures {
			if p.Figures[i].Headline {
				tests++
			}
		}
	}
	if tests == 0 {
		return ""
	}
	var metrics []string
	for _, key := range r.Plan.Headline {
		metrics = append(metrics, Metric(key).Label)
	}
	pairs := "operation"
	if len(r.AllPairs()) > len(r.Plan.Operations) {
		pairs += " and pair of stacks"
	}
	return fmt.Sprintf("Holm's family, fixed by the plan: %s, of each %s that has it.", page.Count(tests, "test")+" of "+page.And(metrics), pairs)
}

// Pooled says whether the intervals include by how much runs differ from each other.
func Pooled(r *judged.Run) string {
	n := len(r.Parts)
	if n == 1 {
		return "This is one run: by how much runs of one plan differ from each other is not in its intervals. A report that names several has it in them."
	}
	text := fmt.Sprintf("%s of this plan are pooled: an interval is that of the mean over runs like these, and includes by how much they differ (random effects, τ² by Paule and Mandel, interval by Hartung and Knapp on %s of freedom).",
		page.Count(n, "run"), page.Count(n-1, "degree"))
	if n == 2 {
		text += " Of two runs that is hardly known, so it is wide: name three or more."
	}
	if judged.OwnRates(r) {
		text += " A rate that is a share of capacity is each run's own; the first run's is shown."
	}
	return text
}
