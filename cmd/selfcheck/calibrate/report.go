package calibrate

import (
	"fmt"
	"strings"

	"github.com/wiretax/wiretax/bench/stat"
)

// report returns the tables in Markdown.
func report(results []result, leftOut []string) string {
	var b strings.Builder
	var twins, planted []result
	for _, r := range results {
		if r.planted == nil {
			twins = append(twins, r)
		} else {
			planted = append(planted, r)
		}
	}
	if rows := spreads(twins); len(rows) > 0 {
		b.WriteString(spreadHeader)
		for _, s := range rows {
			b.WriteString(s.row())
		}
		b.WriteByte('\n')
		b.WriteString(mistakesHeader)
		for _, design := range allDesigns {
			b.WriteString(mistakesOf(twins, design).row())
		}
		b.WriteByte('\n')
	}
	if rows := findings(planted); len(rows) > 0 {
		b.WriteString(foundHeader)
		for _, f := range rows {
			b.WriteString(f.row())
		}
		b.WriteByte('\n')
	}
	for _, why := range leftOut {
		fmt.Fprintf(&b, "- left out: %s\n", why)
	}
	return b.String()
}

const (
	spreadHeader = "| load | metric | windows | blocks | sd of a block's ln ratio (95 %) | seconds per block | minutes to ± 5 % | variance × time, whole over sliced (95 %) | sd between runs | half width of the printed interval, median | false verdicts (95 %) |\n" +
		"| --- | --- | --- | ---: | --- | ---: | ---: | --- | ---: | ---: | --- |\n"
	mistakesHeader = "| windows | runs | valid trials | false verdicts, all judged metrics (95 %) | runs with a false verdict (95 %) |\n" +
		"| --- | ---: | ---: | --- | --- |\n"
	foundHeader = "| planted at the busy load | load | windows | runs | verdict on server CPU: worse (95 %) | better | size found, mean ± sd of runs | planted, as measured |\n" +
		"| ---: | --- | --- | ---: | --- | ---: | --- | --- |\n"
)

// none stands for a figure that is not known.
const none = "–"

func (s *spread) row() string {
	sd, between, gain := none, none, none
	if s.Freedom > 0 {
		sd = fmt.Sprintf("%.3f (%.3f to %.3f)", s.Within, s.Lo, s.Hi)
	}
	if s.BetweenKnown {
		between = fmt.Sprintf("%.3f", s.Between)
	}
	if s.gain > 0 {
		gain = factor(s.gain) + " ×"
	}
	if s.gainHi > 0 {
		gain += fmt.Sprintf(" (%s to %s)", factor(s.gainLo), factor(s.gainHi))
	}
	return row(s.load.String(), s.metric, s.design, fmt.Sprint(s.Values), sd, positive("%.1f", s.blockSeconds), positive("%.1f", s.minutes),
		gain, between, positive("± %.1f %%", 100*s.halfWidth), counted(s.wrong, s.judged))
}

// mistakes count the false verdicts of the runs of a design.
type mistakes struct {
	design              string
	runs, trials, valid int
	// verdicts and wrong count verdicts, judgedRuns and wrongRuns the runs with at least one such.
	verdicts, wrong, judgedRuns, wrongRuns int
}

func mistakesOf(results []result, design string) (m mistakes) {
	m.design = design
	for _, r := range results {
		if r.design != design {
			continue
		}
		verdicts, wrong := r.counts()
		m.runs, m.trials, m.valid = m.runs+1, m.trials+r.trials, m.valid+r.valid
		m.verdicts, m.wrong = m.verdicts+verdicts, m.wrong+wrong
		m.judgedRuns, m.wrongRuns = m.judgedRuns+min(verdicts, 1), m.wrongRuns+min(wrong, 1)
	}
	return m
}

// counts returns how many verdicts the run gave, and how many of them say that the arms differ.
func (r *result) counts() (verdicts, differ int) {
	for _, c := range r.comparisons {
		for _, figure := range c.printed {
			if figure.judged() {
				verdicts++
			}
			if figure.saysDifference() {
				differ++
			}
		}
	}
	return verdicts, differ
}

func (m mistakes) row() string {
	if m.runs == 0 {
		return ""
	}
	return row(m.design, fmt.Sprint(m.runs), fmt.Sprintf("%d of %d", m.valid, m.trials), counted(m.wrong, m.verdicts), counted(m.wrongRuns, m.judgedRuns))
}

func (f *found) row() string {
	size, planted := none, none
	if len(f.sizes) > 0 {
		size, planted = fmt.Sprintf("%+.1f %%", 100*asShare(f.sizes)), fmt.Sprintf("%+.1f %%", 100*asShare(f.planted))
	}
	if len(f.sizes) > 1 {
		size += fmt.Sprintf(" ± %.1f %%", 100*deviation(f.sizes))
	}
	return row(percent(f.share), f.load.String(), f.design, fmt.Sprint(f.runs), counted(f.right, f.judged), fmt.Sprint(f.wrong), size, planted)
}

func row(columns ...string) string { return "| " + strings.Join(columns, " | ") + " |\n" }

// counted returns k of n with the exact interval of the share.
func counted(k, n int) string {
	if n == 0 {
		return none
	}
	lo, hi := stat.Share(k, n)
	return fmt.Sprintf("%d of %d (%s to %s)", k, n, percent(lo), percent(hi))
}

// factor writes a factor, with two digits if it is below 1.
func factor(value float64) string {
	if value < 1 {
		return fmt.Sprintf("%.2f", value)
	}
	return fmt.Sprintf("%.1f", value)
}

// positive writes a value that is above 0 if it is known.
func positive(format string, value float64) string {
	if value <= 0 {
		return none
	}
	return fmt.Sprintf(format, value)
}

func percent(share float64) string { return fmt.Sprintf("%.1f %%", 100*share) }
