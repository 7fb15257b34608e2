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
	f     *figure
	label string
	b     string
}

func (r pictureRow) height() float64 {
	if r.f == nil {
		return headHeight
	}
	return rowHeight
}

// pictureRows are the headline figures, or all where the plan has no headline.
func (a *analysis) pictureRows() []pictureRow {
	var rows []pictureRow
	for i := range a.pairs {
		p := &a.pairs[i]
		head := p.op.Name + " at " + page.Rate(p.op.Rate)
		if len(a.plan.Stacks) > 2 {
			head += ", " + a.title(p.b)
		}
		rows = append(rows, pictureRow{head: head})
		if p.nothing() != "" {
			rows = append(rows, pictureRow{f: &p.figures[0], label: "no figures", b: p.title})
			continue
		}
		for j := range p.figures {
			f := &p.figures[j]
			if len(a.plan.Headline) == 0 || slices.Contains(a.plan.Headline, f.metric.Key) {
				rows = append(rows, pictureRow{f: f, label: f.metric.Label, b: p.title})
			}
		}
	}
	return rows
}

// other names what is compared with the baseline: one stack, or each of several.
func (a *analysis) other() string {
	if len(a.plan.Stacks) == 2 {
		return a.title(a.plan.Stacks[1])
	}
	return "the other stack"
}

// summary says in a sentence what the picture shows, for who cannot see it.
func (a *analysis) summary() string {
	var parts []string
	for _, r := range a.pictureRows() {
		switch {
		case r.f == nil:
			parts = append(parts, r.head)
		case r.f.missing != "":
			parts = append(parts, r.label+" "+r.f.briefly())
		default:
			parts = append(parts, r.label+" "+r.f.short())
		}
	}
	return fmt.Sprintf("Ratios of %s over %s with 95 %% intervals: %s.", a.other(), a.title(a.plan.Stacks[0]), strings.Join(parts, ", "))
}

// picture draws every headline ratio with its interval, its blocks and the floor. It
// depends on no font and paints its own ground, light or dark as the reader's system is.
func (a *analysis) picture() []byte {
	rows := a.pictureRows()
	var shown []page.Mark
	height := float64(topHeight + footHeight)
	for _, r := range rows {
		height += r.height()
		if r.f != nil && r.f.missing == "" {
			shown = append(shown, r.f.mark())
		}
	}
	x := page.NewAxis(shown, plotLeft, plotRight)
	var s page.Canvas
	s.Open(width, height, a.pictureTitle(), a.summary())
	s.Text("title", margin, 34, "start", a.pictureTitle())
	s.Text("note", margin, 54, "start", page.Clip(fmt.Sprintf("ratio on a log scale: left of 1, %s needs less; plan %s, %s",
		page.Clip(a.other(), 16), page.Clip(a.plan.Name, 16), a.extent()), 100))
	a.axisHead(&s, x)
	s.Grid(x, topHeight, height-footHeight)
	y := float64(topHeight)
	for _, r := range rows {
		if r.f == nil {
			s.Rect("cover", margin, y+4, width-2*margin, headHeight-6) // the grid would cross the words
			s.Rule(margin, width-margin, y+4)
			s.Text("head", margin, y+headHeight-9, "start", page.Clip(r.head, 60))
		} else {
			drawFigure(&s, r, x, y)
		}
		y += r.height()
	}
	s.Ticks(x, y)
	s.Legend(y+44, a.noun())
	return s.Close()
}

func (a *analysis) pictureTitle() string {
	if a.strangers() {
		return fmt.Sprintf("What one request costs over %s, relative to %s", page.Clip(a.title("a"), 16), page.Clip(a.title("b"), 16))
	}
	other := a.other()
	if len(a.plan.Stacks) > 2 {
		other = "Every stack"
	}
	return fmt.Sprintf("%s over %s: what one request costs", page.Clip(other, 16), page.Clip(a.title(a.plan.Stacks[0]), 16))
}

// extent says on how many blocks the picture rests.
func (a *analysis) extent() string {
	if a.run.Manifest.Complete {
		return page.Count(a.plan.Blocks, "block")
	}
	return fmt.Sprintf("incomplete: %d of %s", a.fullBlocks(), page.Count(a.plan.Blocks, "block"))
}

// axisHead says on both sides of 1 what that side means, in as many words as fit.
func (a *analysis) axisHead(s *page.Canvas, x page.Axis) {
	const charWidth, gap = 7.2, 8
	one, _ := x.At(1)
	name := page.Clip(a.other(), 16) + " "
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
func drawFigure(s *page.Canvas, r pictureRow, x page.Axis, y float64) {
	f, middle := r.f, y+rowHeight/2
	s.Text("label", plotLeft-14, middle+4, "end", r.label)
	if f.missing != "" {
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
	s.Text("verdict "+verdictClass(f), numberLeft, middle+13, "start", page.Clip(f.verdictShort(r.b), numberRunes))
}

// mark is the figure as pictures draw it.
func (f *figure) mark() page.Mark {
	m := page.Mark{Ratio: f.Ratio, Lo: f.CI.Lo, Hi: f.CI.Hi, Noise: f.Floor, Class: verdictClass(f), Hollow: !found(f.Verdict) && f.Verdict != stat.Equivalent}
	for _, d := range f.d {
		m.Blocks = append(m.Blocks, math.Exp(d))
	}
	return m
}

func verdictClass(f *figure) string {
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
func (f *figure) verdictShort(b string) string {
	switch {
	case f.incomplete:
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
