package section

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/words"
	"github.com/wiretax/wiretax/bench/stat"
)

// pictureRow is the head of an operation, or one figure of it.
type pictureRow struct {
	head  string
	f     *judged.Figure
	label string
	b     string
}

// pictureRows are the figures that the plan judges, or all where it judges none.
func pictureRows(r *judged.Run) []pictureRow {
	var rows []pictureRow
	for i := range r.Pairs {
		p := &r.Pairs[i]
		head := words.AtRate(r, p.Op)
		if r.Several() {
			head += ", " + r.Title(p.B)
		}
		rows = append(rows, pictureRow{head: head})
		before := len(rows)
		if p.Nothing().Any() {
			rows = append(rows, pictureRow{f: &p.Figures[0], label: "no figures", b: p.Title})
			continue
		}
		for j := range p.Figures {
			f := &p.Figures[j]
			if len(r.Plan.Headline) == 0 || r.Judges(p.Op.Name, f.Metric.Key) {
				rows = append(rows, pictureRow{f: f, label: words.Metric(f.Metric.Key).Label, b: p.Title})
			}
		}
		if len(rows) == before {
			rows = rows[:before-1] // nothing is judged here
		}
	}
	return rows
}

// pictureSummary says in a sentence what the picture shows, for who cannot see it.
func pictureSummary(r *judged.Run) string {
	var parts []string
	for _, row := range pictureRows(r) {
		if row.f == nil {
			parts = append(parts, row.head)
		} else {
			parts = append(parts, row.label+" "+words.Short(row.f))
		}
	}
	return fmt.Sprintf("Ratios of %s over %s with 95 %% intervals: %s.", words.Other(r), r.Title(r.Baseline()), strings.Join(parts, ", "))
}

// Picture shows the picture of a run, which is named for its plan, so that no report replaces
// that of another plan.
func Picture(r *judged.Run, d *page.Page) {
	d.Heading(3, "In one picture")
	d.Picture("ratios-"+r.Plan.Name, pictureSummary(r), drawPicture(r))
}

// drawPicture draws every headline ratio with its interval and its blocks.
func drawPicture(r *judged.Run) []byte {
	other := page.Clip(words.Other(r), 16)
	p := page.Picture{
		Title:       pictureTitle(r),
		Note:        fmt.Sprintf("ratio on a log scale: left of 1, %s needs less; plan %s, %s", other, page.Clip(r.Plan.Name, 16), words.Blocks(r)),
		Description: pictureSummary(r),
	}
	var rows []page.Row
	for _, row := range pictureRows(r) {
		if row.f == nil {
			rows = append(rows, page.Row{Head: row.head})
			continue
		}
		drawn := page.Row{Label: row.label, Why: words.Briefly(row.f.Missing)}
		if !row.f.Missing.Any() {
			drawn.Mark, drawn.Verdict = mark(row.f), verdictShort(row.f, row.b)
			drawn.Number, drawn.Interval = words.Interval(row.f)
		}
		rows = append(rows, drawn)
	}
	return p.Rows([][2]string{
		{"← " + other + " needs less", other + " needs more →"}, {"← needs less", "needs more →"}, {"← less", "more →"},
	}, rows)
}

func pictureTitle(r *judged.Run) string {
	if r.Strangers() {
		return fmt.Sprintf("What one request costs over %s, relative to %s", page.Clip(r.Title("a"), 16), page.Clip(r.Title("b"), 16))
	}
	other := words.Other(r)
	if r.Several() {
		other = "Every stack"
	}
	return fmt.Sprintf("%s over %s: what one request costs", page.Clip(other, 16), page.Clip(r.Title(r.Baseline()), 16))
}

// mark is the figure as pictures draw it.
func mark(f *judged.Figure) *page.Mark {
	return &page.Mark{Ratio: f.Ratio, Lo: f.CI.Lo, Hi: f.CI.Hi, Blocks: f.Ratios(), Class: verdictClass(f), Hollow: f.Undecided()}
}

func verdictClass(f *judged.Figure) string {
	switch {
	case f.Small:
		return "even"
	case judged.Lower(f.Verdict):
		return "less"
	case judged.Higher(f.Verdict):
		return "more"
	}
	return "even"
}

// verdictShort fits beside a row. Above it stands which stack it is about.
func verdictShort(f *judged.Figure, b string) string {
	switch {
	case f.Incomplete:
		return "no verdict"
	case judged.Differs(f.Verdict) && utf8.RuneCountInString(words.Verdict(f, b)) > page.NumberRunes:
		return string(f.Verdict)
	case f.Small:
		return page.Clip(words.Verdict(f, b)+", within margin", page.NumberRunes)
	case f.Verdict == stat.Inconclusive:
		return string(f.Verdict)
	}
	return words.Verdict(f, b)
}
