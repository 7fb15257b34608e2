package section

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/words"
)

// PlanTitle begins what belongs to one plan.
func PlanTitle(r *judged.Run, d *page.Page) {
	d.Heading(2, "Plan "+page.Code(r.Plan.Name))
	if !r.Record.Manifest.Complete {
		d.Paragraph("**" + page.Escape(words.Incomplete(r)) + "**")
	}
	if doubt := words.Doubt(r); doubt != "" {
		d.Paragraph("**" + page.Escape(doubt) + "**")
	}
	d.Paragraph(page.Escape(strings.TrimSpace(words.Family(r) + " " + words.Pooled(r))))
}

// Operations writes the tables of a run: one per operation, and per stack where there
// are more than two.
func Operations(r *judged.Run, d *page.Page) {
	for i := range r.Pairs {
		p := &r.Pairs[i]
		title := page.Escape(words.Operation(r, p.Op.Name))
		if r.Several() {
			title += ": " + page.Escape(p.Title) + " beside " + page.Escape(r.Title(p.A))
		}
		d.Heading(3, title)
		d.Paragraph(page.Escape(words.UnderLoad(r, p.Op)))
		if nothing := p.Nothing(); nothing.Any() {
			d.Paragraph("No figures: " + page.Escape(words.Why(nothing)) + ".")
			continue
		}
		d.Table(columns(r, p), rows(r, p, d))
		if exact := words.ExactFor(p); exact != "" {
			d.Paragraph(page.Escape(exact))
		}
	}
}

// columns are the heads of a pair's table: the baseline first, but A before B.
func columns(r *judged.Run, p *judged.Pair) []string {
	first, second, ratio := atShare(r, p.Op, p.A), atShare(r, p.Op, p.B), "ratio"
	if r.Strangers() {
		first, second, ratio = second, first, p.Title+"/"+r.Title(p.A)
	}
	return []string{"metric", ">" + page.Escape(first), ">" + page.Escape(second), ">" + page.Escape(ratio), ">95 % interval", ">n", "verdict"}
}

// atShare names a stack, with the share of its capacity at which an operation ran.
func atShare(r *judged.Run, op record.Operation, stack string) string {
	if rps, known := r.Capacity(op, stack); known {
		return r.Title(stack) + " at " + page.Percent(op.Rate.PerSecond/rps)
	}
	return r.Title(stack)
}

func rows(r *judged.Run, p *judged.Pair, d *page.Page) [][]string {
	var rows [][]string
	for i := range p.Figures {
		f := &p.Figures[i]
		row := []string{words.Metric(f.Metric.Key).Title, page.None, page.None, page.None, page.None, page.None, page.Escape(words.Verdict(f, p.Title))}
		both := words.Values(p, f)
		if !f.Missing.Any() {
			row[3], row[4] = words.Interval(f)
			row[5], row[6] = strconv.Itoa(f.N), page.Escape(words.Explained(f, p.Title))+marks(f, d, words.Twice(r))
		}
		if r.Strangers() {
			slices.Reverse(both)
		}
		row[1], row[2] = both[0], both[1]
		rows = append(rows, row)
	}
	return rows
}

// SameTwice writes how far two arms of the same differ in a run.
func SameTwice(r *judged.Run, d *page.Page) {
	d.Heading(3, "The same "+words.Noun(r)+" twice")
	if !judged.Controlled(r) {
		text := words.Uncontrolled(r)
		d.Paragraph(page.Escape(strings.ToUpper(text[:1])+text[1:]) + ".")
		return
	}
	control, _ := r.Control()
	differ := "None differs"
	if n := len(judged.Differing(r)); n > 0 {
		differ = fmt.Sprintf("%d of them %s", n, map[bool]string{true: "differs", false: "differ"}[n == 1])
	}
	d.Paragraph(fmt.Sprintf("Two arms of %s, the second over the first: the true ratio is 1. The intervals are plain 95 %% ones, so one in twenty may miss it. %s by half a percent or more after Holm's correction over all %d.",
		page.Escape(r.Title(control)), differ, len(r.Controls)))
	var rows [][]string
	for i := range r.Controls {
		c := &r.Controls[i]
		row := []string{page.Escape(words.Operation(r, c.Op.Name)), words.Metric(c.Metric.Key).Title, page.None, page.None, strconv.Itoa(c.N)}
		if c.N > 0 {
			row[2] = page.Ratios(c.Ratio)[0]
		}
		if c.CI.Known() {
			text := page.Ratios(c.Ratio, c.CI.Lo, c.CI.Hi)
			row[2], row[3] = text[0], page.Span(text[1], text[2])
		}
		rows = append(rows, row)
	}
	d.Table([]string{"operation", "metric", ">" + page.Escape(words.Twice(r)) + " ratio", ">95 % interval", ">n"}, rows)
}
