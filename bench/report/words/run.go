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
	text := t.Operation + ", arm " + ArmTitle(r, t.Arm) + ", block " + strconv.Itoa(t.Block)
	if t.Tool != record.Wiretax {
		text += ", by " + t.Tool
	}
	return text
}
