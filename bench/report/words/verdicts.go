package words

import (
	"fmt"
	"slices"

	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/contract"
)

// Verdict says in a few words what may be said of the figure, for the stack called b.
func Verdict(f *judged.Figure, b string) string {
	switch {
	case f.Missing.Any():
		return Why(f.Missing)
	case f.Incomplete:
		return "no verdict: incomplete run"
	case !f.Headline:
		return "shown, not judged"
	case f.Unlike != nil && f.Metric.Key == contract.MessageBytes:
		return "no verdict: unlike codings"
	case judged.Differs(f.Verdict):
		return b + " " + string(f.Verdict)
	case f.Verdict == stat.Inconclusive:
		return "inconclusive: " + Needed(f)
	}
	return string(f.Verdict)
}

// Needed says how many blocks or runs an interval of ± 5 % takes, for a figure that is inconclusive.
func Needed(f *judged.Figure) string {
	unit, have := "block", f.N
	if f.Runs > 1 {
		unit, have = "run", f.Runs
	}
	switch {
	case f.Needed == 0:
		return "± 5 % takes over 1,000 " + unit + "s"
	case f.Needed <= have:
		return "± 5 % is reached"
	}
	return "± 5 % takes about " + page.Count(f.Needed, unit)
}

// Why says why there is no figure.
func Why(m judged.Missing) string {
	text := Briefly(m)
	switch m.Why {
	case judged.NeverTogether:
		text += " in a block"
	case judged.TooFewSamples, judged.NotMeasured, judged.NoBytes:
		if m.Of > 0 {
			text += fmt.Sprintf(" in %d of %s", m.Blocks, page.Count(m.Of, "block"))
		}
	}
	if m.Reason != "" {
		text += ": " + m.Reason
	}
	return text
}

// Briefly is why there is no figure, without the details that follow.
func Briefly(m judged.Missing) string {
	arm := m.Title
	if m.Repeated {
		arm = "the repeated " + arm
	}
	switch m.Why {
	case judged.NotMissing:
		return ""
	case judged.NoTrialOfOperation:
		return "no trial of " + arm + " with this operation"
	case judged.NeverTogether:
		return "never both valid"
	}
	text := map[judged.Why]string{
		judged.NoTrial: "no trial", judged.NoValidTrial: "no valid trial",
		judged.TooFewSamples: "too few samples", judged.NotMeasured: "not measured", judged.NoBytes: "no bytes",
	}[m.Why]
	switch {
	case arm == "":
		return text
	case m.Why == judged.NoTrial, m.Why == judged.NoValidTrial:
		return text + " of " + arm
	}
	return text + " on " + arm
}

// Explained is the verdict with the size of a difference that it allows to speak of.
func Explained(f *judged.Figure, b string) string {
	text := Verdict(f, b)
	switch {
	case f.Missing.Any():
	case judged.Differs(f.Verdict):
		text += ": " + page.InWords(f.Ratio, Metric(f.Metric.Key).less, Metric(f.Metric.Key).more)
	case f.Verdict == stat.Equivalent:
		text += ": no difference that matters"
	}
	return text
}

// Finding is the figure with the size of a difference that was found.
func Finding(f *judged.Figure) string {
	if f.Missing.Any() {
		return Briefly(f.Missing)
	}
	text := Short(f)
	if judged.Differs(f.Verdict) {
		text += ", " + page.InWords(f.Ratio, Metric(f.Metric.Key).less, Metric(f.Metric.Key).more)
	}
	return text
}

// Interval prints ratio and interval alike.
func Interval(f *judged.Figure) (r, ci string) {
	if !f.CI.Known() {
		return page.Ratios(f.Ratio)[0], page.None
	}
	text := page.Ratios(f.Ratio, f.CI.Lo, f.CI.Hi)
	return text[0], page.Span(text[1], text[2])
}

// Short is the ratio with its interval for a sentence, or why there is none.
func Short(f *judged.Figure) string {
	if f.Missing.Any() {
		return Briefly(f.Missing)
	}
	r, ci := Interval(f)
	if ci == page.None {
		return r + " (no interval)"
	}
	return r + " (" + ci + ")"
}

// Warnings are what tempers a figure.
func Warnings(f *judged.Figure) []string {
	warnings := slices.Clone(f.Warnings)
	if f.OneArm > 0 {
		warnings = append(warnings, fmt.Sprintf("in %d of %s only one of the two A/A arms is valid, and stands for both", f.OneArm, page.Count(f.N, "block")))
	}
	if f.Unlike != nil {
		warnings = append(warnings, "answers came in "+unlikeCodings+InCodings(f.Unlike))
	}
	return warnings
}

// Values are what is shown of a metric for the stack A of a pair, then for B.
func Values(p *judged.Pair, f *judged.Figure) []string {
	switch {
	case !f.Missing.Any():
		return Unit(f.Metric.Quantity).Together(&f.A, &f.B)
	case p.Nothing().Any():
		return []string{page.None, page.None}
	}
	return Unit(f.Metric.Quantity).Together(f.AloneA, f.AloneB)
}
