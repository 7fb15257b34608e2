package report

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/stat"
)

// The picture's measures in pixels. Labels end before plotLeft, numbers start after
// plotRight; both have room for their text in a wide fallback font.
const (
	width      = 760
	margin     = 20
	plotLeft   = 150
	plotRight  = 522
	numberLeft = 540
	topHeight  = 98
	headHeight = 34
	rowHeight  = 38
	footHeight = 70
	// numberRunes is how many characters fit right of numberLeft.
	numberRunes = 29
)

// pictureRow is the head of an operation, or one figure of it.
type pictureRow struct {
	head  string
	f     *Figure
	label string
	b     string
}

func (row pictureRow) height() float64 {
	if row.f == nil {
		return headHeight
	}
	return rowHeight
}

// pictureRows are the headline figures, or all where the plan has no headline.
func (r *Run) pictureRows() []pictureRow {
	var rows []pictureRow
	for i := range r.Pairs {
		p := &r.Pairs[i]
		head := p.Op.Name + " at " + page.Rate(p.Op.Rate)
		if len(r.Plan.Stacks) > 2 {
			head += ", " + r.title(p.B)
		}
		rows = append(rows, pictureRow{head: head})
		if p.nothing() != "" {
			rows = append(rows, pictureRow{f: &p.Figures[0], label: "no figures", b: p.Title})
			continue
		}
		for j := range p.Figures {
			f := &p.Figures[j]
			if len(r.Plan.Headline) == 0 || slices.Contains(r.Plan.Headline, f.Metric.Key) {
				rows = append(rows, pictureRow{f: f, label: f.Metric.Label, b: p.Title})
			}
		}
	}
	return rows
}

// other names what is compared with the baseline: one stack, or each of several.
func (r *Run) other() string {
	if len(r.Plan.Stacks) == 2 {
		return r.title(r.Plan.Stacks[1])
	}
	return "the other stack"
}

// summary says in a sentence what the picture shows, for who cannot see it.
func (r *Run) summary() string {
	var parts []string
	for _, row := range r.pictureRows() {
		switch {
		case row.f == nil:
			parts = append(parts, row.head)
		case row.f.Missing != "":
			parts = append(parts, row.label+" "+row.f.briefly())
		default:
			parts = append(parts, row.label+" "+row.f.short())
		}
	}
	return fmt.Sprintf("Ratios of %s over %s with 95 %% intervals: %s.", r.other(), r.title(r.Plan.Stacks[0]), strings.Join(parts, ", "))
}

// picture draws every headline ratio with its interval, its blocks and the floor. It
// depends on no font and paints its own ground, light or dark as the reader's system is.
func (r *Run) picture() []byte {
	rows := r.pictureRows()
	var shown []page.Mark
	height := float64(topHeight + footHeight)
	for _, row := range rows {
		height += row.height()
		if row.f != nil && row.f.Missing == "" {
			shown = append(shown, row.f.mark())
		}
	}
	x := page.NewAxis(shown, plotLeft, plotRight)
	var s page.Canvas
	s.Open(width, height, r.pictureTitle(), r.summary())
	s.Text("title", margin, 34, "start", r.pictureTitle())
	s.Text("note", margin, 54, "start", page.Clip(fmt.Sprintf("ratio on a log scale: left of 1, %s needs less; plan %s, %s",
		page.Clip(r.other(), 16), page.Clip(r.Plan.Name, 16), r.extent()), 100))
	r.axisHead(&s, x)
	s.Grid(x, topHeight, height-footHeight)
	y := float64(topHeight)
	for _, row := range rows {
		if row.f == nil {
			s.Rect("cover", margin, y+4, width-2*margin, headHeight-6) // the grid would cross the words
			s.Rule(margin, width-margin, y+4)
			s.Text("head", margin, y+headHeight-9, "start", page.Clip(row.head, 60))
		} else {
			drawFigure(&s, row, x, y)
		}
		y += row.height()
	}
	s.Ticks(x, y)
	s.Legend(y+44, r.noun())
	return s.Close()
}

func (r *Run) pictureTitle() string {
	if r.strangers() {
		return fmt.Sprintf("What one request costs over %s, relative to %s", page.Clip(r.title("a"), 16), page.Clip(r.title("b"), 16))
	}
	other := r.other()
	if len(r.Plan.Stacks) > 2 {
		other = "Every stack"
	}
	return fmt.Sprintf("%s over %s: what one request costs", page.Clip(other, 16), page.Clip(r.title(r.Plan.Stacks[0]), 16))
}

// extent says on how many blocks the picture rests.
func (r *Run) extent() string {
	if r.Record.Manifest.Complete {
		return page.Count(r.Plan.Blocks, "block")
	}
	return fmt.Sprintf("incomplete: %d of %s", r.fullBlocks(), page.Count(r.Plan.Blocks, "block"))
}

// axisHead says on both sides of 1 what that side means, in as many words as fit.
func (r *Run) axisHead(s *page.Canvas, x page.Axis) {
	const charWidth, gap = 7.2, 8
	one, _ := x.At(1)
	name := page.Clip(r.other(), 16) + " "
	for _, words := range [][2]string{{"← " + name + "needs less", name + "needs more →"}, {"← needs less", "needs more →"}, {"← less", "more →"}} {
		room := min(one-plotLeft, plotRight-one) - gap
		if float64(utf8.RuneCountInString(words[0]))*charWidth <= room {
			s.Text("note", one-gap, topHeight-12, "end", words[0])
			s.Text("note", one+gap, topHeight-12, "start", words[1])
			return
		}
	}
}

// drawFigure draws one row whose top is y.
func drawFigure(s *page.Canvas, row pictureRow, x page.Axis, y float64) {
	f, middle := row.f, y+rowHeight/2
	s.Text("label", plotLeft-14, middle+4, "end", row.label)
	if f.Missing != "" {
		s.Text("note", numberLeft, middle+4, "start", page.Clip(f.briefly(), numberRunes))
		return
	}
	s.Lying(f.mark(), x, y, rowHeight)
	number, ci := f.interval()
	switch {
	case ci == page.None:
		ci = "no interval"
	case len(ci) > numberRunes-len(number):
		ci = "very wide"
	}
	s.Number(numberLeft, middle-2, number, "("+ci+")")
	s.Text("verdict "+verdictClass(f), numberLeft, middle+13, "start", page.Clip(f.verdictShort(row.b), numberRunes))
}

// mark is the figure as pictures draw it.
func (f *Figure) mark() page.Mark {
	m := page.Mark{Ratio: f.Ratio, Lo: f.CI.Lo, Hi: f.CI.Hi, Noise: f.Floor, Class: verdictClass(f), Hollow: !found(f.Verdict) && f.Verdict != stat.Equivalent}
	for _, d := range f.LogRatios {
		m.Blocks = append(m.Blocks, math.Exp(d))
	}
	return m
}

func verdictClass(f *Figure) string {
	switch {
	case f.small():
		return "even"
	case lower(f.Verdict):
		return "less"
	case higher(f.Verdict):
		return "more"
	}
	return "even"
}

// verdictShort fits beside a row. Above it stands which stack it is about.
func (f *Figure) verdictShort(b string) string {
	switch {
	case f.Incomplete:
		return "no verdict"
	case found(f.Verdict) && utf8.RuneCountInString(f.verdict(b)) > numberRunes:
		return string(f.Verdict)
	case f.small():
		return page.Clip(f.verdict(b)+", within margin", numberRunes)
	case f.Verdict != stat.Inconclusive:
		return f.verdict(b)
	case f.MoreBlocks == 0:
		return "inconclusive"
	}
	return fmt.Sprintf("inconclusive (+%s)", page.Count(f.MoreBlocks, "block"))
}
