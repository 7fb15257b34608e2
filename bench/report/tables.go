package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/contract"
)

// operations writes the tables of a run: one per operation, and per stack where there
// are more than two.
func (a *analysis) operations(d *page.Page) {
	for i := range a.pairs {
		p := &a.pairs[i]
		title := page.Escape(p.op.Name)
		if len(a.plan.Stacks) > 2 {
			title += ": " + page.Escape(p.title) + " beside " + page.Escape(a.title(p.a))
		}
		d.Heading(3, title)
		d.Paragraph(page.Escape(a.load(p.op)))
		if why := p.nothing(); why != "" {
			d.Paragraph("No figures: " + page.Escape(why) + ".")
			continue
		}
		d.Table(a.columns(p), a.rows(p, d))
	}
}

// nothing is why the pair has no figure at all, where one reason holds for every metric.
func (p *pair) nothing() string {
	for i := range p.figures {
		if p.figures[i].missing != p.figures[0].missing {
			return ""
		}
	}
	return p.figures[0].missing
}

// load says under which load an operation ran.
func (a *analysis) load(op record.Operation) string {
	parts := []string{arrivals(a.plan), page.Count(a.plan.Connections, "connection")}
	if op.Items > 0 {
		parts = append(parts, items(op))
	}
	if op.Streams > 0 {
		parts = append(parts, page.Count(op.Streams, "stream")+" open (each WebSocket on a connection of its own)")
	}
	parts = append(parts, settings(a.plan, op)...)
	return fmt.Sprintf("At %s: %s.", page.Rate(op.Rate), strings.Join(parts, ", "))
}

// items says what a request asks for, or sends, so many of.
func items(op record.Operation) string {
	switch op.Operation {
	case contract.UploadBookRatings:
		return page.Count(op.Items, "item") + " sent in a request"
	case contract.GetOrder:
		return "orders of " + page.Count(lines(op), "line") + " by " + callsTitle(callStyle(op))
	}
	return page.Count(op.Items, "item") + " asked for in a request"
}

// settings are those of the plan, and the work of an operation, that are not the usual ones.
func settings(p *record.Plan, op record.Operation) []string {
	var parts []string
	if p.TLS {
		parts = append(parts, "TLS")
	}
	if p.Compression != "" && p.Compression != "none" {
		parts = append(parts, "compression "+p.Compression)
	}
	if p.Profile != "" && p.Profile != "default" {
		parts = append(parts, "profile "+p.Profile)
	}
	if op.Work != "" {
		parts = append(parts, "handler cost "+op.Work)
	}
	return parts
}

// arrivals names the schedule of a plan.
func arrivals(p *record.Plan) string { return schedule(p.Arrivals) }

func schedule(arrivals string) string {
	if arrivals == contract.Poisson {
		return "Poisson arrivals"
	}
	return arrivals + " arrivals"
}

// columns are the heads of a pair's table: the baseline first, but A before B.
func (a *analysis) columns(p *pair) []string {
	first, second, ratio := a.title(p.a), p.title, "ratio"
	if a.strangers() {
		first, second, ratio = second, first, second+"/"+first
	}
	return []string{"metric", ">" + page.Escape(first), ">" + page.Escape(second), ">" + page.Escape(ratio), ">95 % interval", ">n", "verdict"}
}

func (a *analysis) rows(p *pair, d *page.Page) [][]string {
	var rows [][]string
	for i := range p.figures {
		f := &p.figures[i]
		row := []string{f.metric.Title, page.None, page.None, page.None, page.None, page.None, page.Escape(f.verdict(p.title))}
		both := p.cells(f)
		if f.missing == "" {
			row[3], row[4] = f.interval()
			row[5], row[6] = strconv.Itoa(f.N), page.Escape(f.explained(p.title))+f.marks(d, a.twice())
			if f.metric.Tail && f.N < a.bothValid(p) {
				row[5] += d.Note(p.op.Name + ": in the other blocks the generator was late, so that this is of fewer blocks than the rows above.")
			}
		}
		if a.strangers() {
			slices.Reverse(both)
		}
		row[1], row[2] = both[0], both[1]
		rows = append(rows, row)
	}
	return rows
}

// cells are what is shown of a metric for the stack a of a pair, then for b.
func (p *pair) cells(f *figure) []string {
	switch {
	case f.missing == "":
		return f.metric.Unit.Together(&f.A, &f.B)
	case p.nothing() != "":
		return []string{page.None, page.None}
	}
	return f.metric.Unit.Together(f.aloneA, f.aloneB)
}

// marks are the footnotes of a figure. Twice is what A/A is called here.
func (f *figure) marks(d *page.Page, twice string) string {
	var marks strings.Builder
	for _, w := range f.Warnings {
		marks.WriteString(d.Note(strings.ReplaceAll(w, "A/A", twice)))
	}
	return marks.String()
}

// noise writes the A/A floors of a run.
func (a *analysis) noise(d *page.Page) {
	d.Heading(3, "The floor: the same "+a.noun()+" twice")
	if a.plan.AA == "" {
		d.Paragraph("This plan runs no second arm of any " + a.noun() + ", so the machine's own noise is unknown and there is no verdict.")
		return
	}
	d.Paragraph(fmt.Sprintf("Two arms of %s, the second over the first. The floor is the end of that interval that lies farther from 1, taken both ways: a floor of 20 %% covers ratios from 1/1.20 to 1.20. A difference between the %ss that is not larger is called no difference.",
		page.Escape(a.title(a.plan.AA)), a.noun()))
	var rows [][]string
	var blocks int
	for _, p := range a.firstPairs() { // the others have the same arms
		for j := range p.figures {
			f := &p.figures[j]
			rows = append(rows, f.noise(p.op.Name))
			blocks += f.aaBlocks
		}
	}
	if blocks == 0 {
		d.Paragraph("In no block are both arms valid, so there is no floor and no verdict.")
		return
	}
	d.Table([]string{"operation", "metric", ">" + page.Escape(a.twice()) + " ratio", ">95 % interval", ">floor", ">n"}, rows)
}

func (f *figure) noise(op string) []string {
	row := []string{page.Escape(op), f.metric.Title, page.None, page.None, page.None, strconv.Itoa(f.aaBlocks)}
	if f.aaBlocks == 0 {
		return row
	}
	row[2] = page.Ratios(f.AARatio)[0]
	if f.AACI.Known() {
		text := page.Ratios(f.AARatio, f.AACI.Lo, f.AACI.Hi)
		row[3], row[4] = page.Span(text[1], text[2]), f.floor()
	}
	return row
}

// floor prints the A/A floor as the size of a difference.
func (f *figure) floor() string {
	if f.Floor > 2 {
		return page.InWords(f.Floor, "", "apart")
	}
	return page.Percent(f.Floor - 1)
}
