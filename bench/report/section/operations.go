package section

import (
	"fmt"
	"slices"
	"strconv"

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
}

// Operations writes the tables of a run: one per operation, and per stack where there
// are more than two.
func Operations(r *judged.Run, d *page.Page) {
	for i := range r.Pairs {
		p := &r.Pairs[i]
		title := page.Escape(p.Op.Name)
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
	first, second, ratio := r.Title(p.A), p.Title, "ratio"
	if r.Strangers() {
		first, second, ratio = second, first, second+"/"+first
	}
	return []string{"metric", ">" + page.Escape(first), ">" + page.Escape(second), ">" + page.Escape(ratio), ">95 % interval", ">n", "verdict"}
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
			if f.Metric.Tail && f.N < r.BothValid(p) {
				row[5] += d.Note(p.Op.Name + ": in the other blocks the generator was late, so that this is of fewer blocks than the rows above.")
			}
		}
		if r.Strangers() {
			slices.Reverse(both)
		}
		row[1], row[2] = both[0], both[1]
		rows = append(rows, row)
	}
	return rows
}

// Noise writes how far two arms of the same differ in a run.
func Noise(r *judged.Run, d *page.Page) {
	d.Heading(3, "The floor: the same "+words.Noun(r)+" twice")
	control, _ := r.Control()
	if control == "" {
		d.Paragraph("This plan runs no second arm of any " + words.Noun(r) + ", so the machine's own noise is unknown and there is no verdict.")
		return
	}
	d.Paragraph(fmt.Sprintf("Two arms of %s, the second over the first. The floor is the end of that interval that lies farther from 1, taken both ways: a floor of 20 %% covers ratios from 1/1.20 to 1.20. A difference between the %ss that is not larger is called no difference.",
		page.Escape(r.Title(control)), words.Noun(r)))
	var rows [][]string
	var blocks int
	for _, p := range r.FirstPairs() { // the others have the same arms
		for j := range p.Figures {
			f := &p.Figures[j]
			rows = append(rows, noiseRow(f, p.Op.Name))
			blocks += f.AABlocks
		}
	}
	if blocks == 0 {
		d.Paragraph("In no block are both arms valid, so there is no floor and no verdict.")
		return
	}
	d.Table([]string{"operation", "metric", ">" + page.Escape(words.Twice(r)) + " ratio", ">95 % interval", ">floor", ">n"}, rows)
}

func noiseRow(f *judged.Figure, op string) []string {
	row := []string{page.Escape(op), words.Metric(f.Metric.Key).Title, page.None, page.None, page.None, strconv.Itoa(f.AABlocks)}
	if f.AABlocks == 0 {
		return row
	}
	row[2] = page.Ratios(f.AARatio)[0]
	if f.AACI.Known() {
		text := page.Ratios(f.AARatio, f.AACI.Lo, f.AACI.Hi)
		row[3], row[4] = page.Span(text[1], text[2]), noiseSize(f)
	}
	return row
}

// noiseSize prints the noise as the size of a difference.
func noiseSize(f *judged.Figure) string {
	if f.Floor > 2 {
		return page.InWords(f.Floor, "", "apart")
	}
	return page.Percent(f.Floor - 1)
}
