package section

import (
	"fmt"

	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/words"
)

// Head writes the title, what A and B are where the plan compares strangers' services, and the
// answer.
func Head(in *Input, d *page.Page) {
	d.Heading(1, "Results")
	first := in.Runs[0]
	if first.Strangers() {
		d.Heading(2, "A and B")
		for _, r := range in.Runs {
			pairTables(r, d)
		}
	}
	d.Heading(2, "The answer")
	if doubt := words.Doubt(first); doubt != "" {
		d.Paragraph("**" + page.Escape(doubt) + "**")
	}
	var lines []string
	for _, line := range Answer(first) {
		lines = append(lines, page.Escape(line))
	}
	d.List(lines)
	if text := words.CannotShow(first); text != "" {
		d.Paragraph(page.Escape(text))
	}
	if len(in.Runs) > 1 {
		d.Paragraph("That is of plan " + page.Code(first.Plan.Name) + "; the other plans have their own sections below.")
	}
	for _, r := range in.Runs {
		if text := words.MostlyInvalid(r); text != "" {
			d.Paragraph("**" + page.Escape(text) + "**")
		}
	}
	d.Paragraph(howToRead(first))
}

// howToRead explains the columns and words of the tables in two sentences.
func howToRead(r *judged.Run) string {
	block := "fresh services of every stack, measured in turn"
	if r.Strangers() {
		block = "A and B, measured in turn"
	}
	return fmt.Sprintf("A ratio is %s over %s, so below 1 %[1]s needs less; n counts blocks (%[3]s), means are geometric over the blocks, and the interval is the plain 95 %% one, Student's t of the paired log ratios. ",
		page.Escape(words.Other(r)), page.Escape(r.Title(r.Baseline())), block) +
		"*Better* or *worse* is a difference whose p, Holm-adjusted over the plan's headline metrics, is below 0.05; *materially* so if it lies wholly beyond the margin (5 % for time and CPU, 1 % for bytes), *equivalent* if the 90 % interval lies within it, *unstable* if a rank test disagrees, else *inconclusive*, with the blocks that an interval of ± 5 % takes. A " + words.Noun(r) + " that ran twice counts in each block as the geometric mean of its two arms. *Message bytes* are those of the encoded request or answer before compression; for a GET the request is its path and query."
}
