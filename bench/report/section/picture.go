package section

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/stat"
)

// pictureRow is the head of an operation, or one figure of it.
type pictureRow struct {
	head  string
	f     *judged.Figure
	label string
	b     string
}

// pictureRows are the headline figures, or all where the plan has no headline.
func pictureRows(r *judged.Run) []pictureRow {
	var rows []pictureRow
	for i := range r.Pairs {
		p := &r.Pairs[i]
		head := p.Op.Name + " at " + page.Rate(p.Op.Rate)
		if r.Several() {
			head += ", " + r.Title(p.B)
		}
		rows = append(rows, pictureRow{head: head})
		if p.Nothing().Any() {
			rows = append(rows, pictureRow{f: &p.Figures[0], label: "no figures", b: p.Title})
			continue
		}
		for j := range p.Figures {
			f := &p.Figures[j]
			if len(r.Plan.Headline) == 0 || slices.Contains(r.Plan.Headline, f.Metric.Key) {
				rows = append(rows, pictureRow{f: f, label: wordsOf(f).label, b: p.Title})
			}
		}
	}
	return rows
}

// other names what is compared with the baseline: one stack, or each of several.
func other(r *judged.Run) string {
	if others := r.Others(); len(others) == 1 {
		return r.Title(others[0])
	}
	return "the other stack"
}

// pictureSummary says in a sentence what the picture shows, for who cannot see it.
func pictureSummary(r *judged.Run) string {
	var parts []string
	for _, row := range pictureRows(r) {
		if row.f == nil {
			parts = append(parts, row.head)
		} else {
			parts = append(parts, row.label+" "+short(row.f))
		}
	}
	return fmt.Sprintf("Ratios of %s over %s with 95 %% intervals: %s.", other(r), r.Title(r.Baseline()), strings.Join(parts, ", "))
}

// Picture shows the picture of a run, which is named for its plan, so that no report replaces
// that of another plan.
func Picture(r *judged.Run, d *page.Page) {
	d.Heading(3, "In one picture")
	d.Picture("ratios-"+r.Plan.Name, pictureSummary(r), drawPicture(r))
}

// drawPicture draws every headline ratio with its interval, its blocks and the noise.
func drawPicture(r *judged.Run) []byte {
	other := page.Clip(other(r), 16)
	p := page.Picture{
		Title:       pictureTitle(r),
		Note:        fmt.Sprintf("ratio on a log scale: left of 1, %s needs less; plan %s, %s", other, page.Clip(r.Plan.Name, 16), extent(r)),
		Description: pictureSummary(r),
		Noun:        noun(r),
	}
	var rows []page.Row
	for _, row := range pictureRows(r) {
		if row.f == nil {
			rows = append(rows, page.Row{Head: row.head})
			continue
		}
		drawn := page.Row{Label: row.label, Why: briefly(row.f.Missing)}
		if !row.f.Missing.Any() {
			drawn.Mark, drawn.Verdict = mark(row.f), verdictShort(row.f, row.b)
			drawn.Number, drawn.Interval = interval(row.f)
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
	other := other(r)
	if r.Several() {
		other = "Every stack"
	}
	return fmt.Sprintf("%s over %s: what one request costs", page.Clip(other, 16), page.Clip(r.Title(r.Baseline()), 16))
}

// extent says on how many blocks the picture rests.
func extent(r *judged.Run) string {
	if r.Record.Manifest.Complete {
		return page.Count(r.Plan.Blocks, "block")
	}
	return fmt.Sprintf("incomplete: %d of %s", judged.FullBlocks(r), page.Count(r.Plan.Blocks, "block"))
}

// mark is the figure as pictures draw it.
func mark(f *judged.Figure) *page.Mark {
	return &page.Mark{Ratio: f.Ratio, Lo: f.CI.Lo, Hi: f.CI.Hi, Blocks: f.Ratios(), Noise: f.Floor, Class: verdictClass(f), Hollow: f.Undecided()}
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
	case judged.Differs(f.Verdict) && utf8.RuneCountInString(Verdict(f, b)) > page.NumberRunes:
		return string(f.Verdict)
	case f.Small:
		return page.Clip(Verdict(f, b)+", within margin", page.NumberRunes)
	case f.Verdict != stat.Inconclusive:
		return Verdict(f, b)
	case f.MoreBlocks == 0:
		return "inconclusive"
	}
	return fmt.Sprintf("inconclusive (+%s)", page.Count(f.MoreBlocks, "block"))
}
