package report

import "fmt"

// howToRead explains the columns and words of the tables in two sentences.
func (a *analysis) howToRead() string {
	return fmt.Sprintf("A ratio is %s over %s, so below 1 %[1]s needs less; n counts blocks (each stack once, in random order, on a fresh server process), means are geometric over the blocks, and the interval is the plain 95 %% one, Student's t of the paired log ratios. ",
		escape(a.other()), escape(stackTitle(a.plan.Stacks[0]))) +
		"*Better* or *worse* is a difference whose p, Holm-adjusted over the plan's headline metrics, is below 0.05 and which exceeds the floor, the difference between two arms of one stack; *materially* so if it lies wholly beyond the margin (5 % for time and CPU, 1 % for bytes), *equivalent* if the 90 % interval lies within it, *unstable* if a rank test disagrees, else *inconclusive*."
}

func (r *composition) head(d *document) {
	d.line("%s\n", marker)
	d.heading(1, "Results")
	d.heading(2, "The answer")
	first := r.analyses[0]
	var lines []string
	for _, line := range first.answer() {
		lines = append(lines, escape(line))
	}
	d.list(lines)
	d.paragraph(first.howToRead())
}
