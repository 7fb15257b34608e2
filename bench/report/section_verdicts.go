package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/stat"
)

// verdict says in a few words what may be said of the figure, for the stack called b.
func (f *Figure) verdict(b string) string {
	switch {
	case f.Missing.Any():
		return why(f.Missing)
	case f.Incomplete:
		return "no verdict: incomplete run"
	case !f.Headline:
		return "shown, not judged"
	case f.Unlike != nil && f.Metric.Key == MessageBytes:
		return "no verdict: unlike codings"
	case Differs(f.Verdict):
		return StackTitle(b) + " " + string(f.Verdict)
	case f.Verdict == stat.Inconclusive && f.MoreBlocks > 0:
		return fmt.Sprintf("inconclusive, about %s", page.Count(f.MoreBlocks, "more block"))
	case f.Verdict == stat.Inconclusive:
		return "inconclusive, and 1,000 blocks would not decide it"
	}
	return string(f.Verdict)
}

// why says why there is no figure.
func why(m Missing) string {
	text := briefly(m)
	switch m.Why {
	case GeneratorLate:
		return text + " in " + page.Count(m.Blocks, "block")
	case NeverTogether:
		text += " in a block"
	case TooFewSamples, NotMeasured, NoBytes:
		if m.Of > 0 {
			text += fmt.Sprintf(" in %d of %s", m.Blocks, page.Count(m.Of, "block"))
		}
	}
	if m.Reason != "" {
		text += ": " + m.Reason
	}
	return text
}

// briefly is why there is no figure, without the details that follow.
func briefly(m Missing) string {
	arm := m.Title
	if m.Repeated {
		arm = "the repeated " + arm
	}
	switch m.Why {
	case NotMissing:
		return ""
	case GeneratorLate:
		return "the generator was late"
	case NoTrialOfOperation:
		return "no trial of " + arm + " with this operation"
	case NeverTogether:
		return "never both valid"
	}
	text := map[Why]string{
		NoTrial: "no trial", NoValidTrial: "no valid trial",
		TooFewSamples: "too few samples", NotMeasured: "not measured", NoBytes: "no bytes",
	}[m.Why]
	switch {
	case arm == "":
		return text
	case m.Why == NoTrial, m.Why == NoValidTrial:
		return text + " of " + arm
	}
	return text + " on " + arm
}

// explained is the verdict with the size of a difference that it allows to speak of.
func (f *Figure) explained(b string) string {
	text := f.verdict(b)
	switch {
	case f.Missing.Any():
	case Differs(f.Verdict):
		text += ": " + page.InWords(f.Ratio, f.words().less, f.words().more)
	case f.Verdict == stat.Equivalent:
		text += ": no difference that matters"
	}
	return text
}

// finding is the figure with the size of a difference that was found.
func (f *Figure) finding() string {
	if f.Missing.Any() {
		return briefly(f.Missing)
	}
	text := f.short()
	if Differs(f.Verdict) {
		text += ", " + page.InWords(f.Ratio, f.words().less, f.words().more)
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

// short is the ratio with its interval for a sentence, or why there is none.
func (f *Figure) short() string {
	if f.Missing.Any() {
		return briefly(f.Missing)
	}
	r, ci := f.interval()
	if ci == page.None {
		return r + " (no interval)"
	}
	return r + " (" + ci + ")"
}

// marks are the footnotes of a figure. Twice is what A/A is called here.
func (f *Figure) marks(d *page.Page, twice string) string {
	var marks strings.Builder
	for _, w := range f.warnings() {
		marks.WriteString(d.Note(strings.ReplaceAll(w, "A/A", twice)))
	}
	return marks.String()
}

// warnings are what tempers a figure.
func (f *Figure) warnings() []string {
	warnings := slices.Clone(f.Warnings)
	if f.NoControl {
		warnings = []string{"no floor from the A/A arms (" + why(f.AAMissing) + "): the machine's own noise is unknown, so there is no verdict"}
	}
	if f.Unlike != nil {
		warnings = append(warnings, "answers came in "+unlikeCodings+inCodings(f.Unlike))
	}
	return warnings
}
