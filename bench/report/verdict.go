package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/stat"
)

// found says that a verdict speaks of a difference.
func found(v stat.Verdict) bool { return lower(v) || higher(v) }

func lower(v stat.Verdict) bool  { return v == stat.Better || v == stat.MateriallyBetter }
func higher(v stat.Verdict) bool { return v == stat.Worse || v == stat.MateriallyWorse }

// judged says that there is a figure with a verdict, be it that nothing was shown.
func (f *Figure) judged() bool {
	return f.Missing == "" && f.Headline && !f.Incomplete && f.Verdict != stat.NoVerdict
}

// withinMargin begins the warning by which [stat.Judge] says so of a difference.
const withinMargin = "a certain difference, but within the margin"

// small says that a difference that was found lies within the margin: certain, but equivalent
// in size.
func (f *Figure) small() bool {
	return found(f.Verdict) && slices.ContainsFunc(f.Warnings, func(w string) bool { return strings.HasPrefix(w, withinMargin) })
}

// verdict says in a few words what may be said of the figure, for the stack called b.
func (f *Figure) verdict(b string) string {
	switch {
	case f.Missing != "":
		return f.Missing
	case f.Incomplete:
		return "no verdict: incomplete run"
	case !f.Headline:
		return "shown, not judged"
	case f.Unlike != "" && f.Metric.Key == MessageBytes:
		return "no verdict: unlike codings"
	case found(f.Verdict):
		return stackTitle(b) + " " + string(f.Verdict)
	case f.Verdict == stat.Inconclusive && f.MoreBlocks > 0:
		return fmt.Sprintf("inconclusive, about %s", page.Count(f.MoreBlocks, "more block"))
	case f.Verdict == stat.Inconclusive:
		return "inconclusive, and 1,000 blocks would not decide it"
	}
	return string(f.Verdict)
}

// briefly is why there is no figure, without the details that follow.
func (f *Figure) briefly() string {
	why, _, _ := strings.Cut(f.Missing, ": ")
	why, _, _ = strings.Cut(why, " in ")
	return why
}

// explained is the verdict with the size of a difference that it allows to speak of.
func (f *Figure) explained(b string) string {
	text := f.verdict(b)
	switch {
	case f.Missing != "":
	case found(f.Verdict):
		text += ": " + page.InWords(f.Ratio, f.Metric.Less, f.Metric.More)
	case f.Verdict == stat.Equivalent:
		text += ": no difference that matters"
	}
	return text
}

// interval prints ratio and interval alike.
func (f *Figure) interval() (r, ci string) {
	if !f.CI.Known() {
		return page.Ratios(f.Ratio)[0], page.None
	}
	text := page.Ratios(f.Ratio, f.CI.Lo, f.CI.Hi)
	return text[0], page.Span(text[1], text[2])
}

// short is the ratio with its interval for a sentence.
func (f *Figure) short() string {
	r, ci := f.interval()
	if ci == page.None {
		return r + " (no interval)"
	}
	return r + " (" + ci + ")"
}
