package page

import (
	"math"
	"slices"
	"unicode/utf8"
)

// The measures of a picture of panels in pixels: a row of panels for each metric, all panels of
// a row on one axis that stands upright.
const (
	panelsTop   = 76
	panelsLeft  = 118
	panelGap    = 12
	panelHead   = 30
	panelHeight = 160
	panelFoot   = 48 // the number that grows, and the ratio below it
	panelTicks  = 26 // ticks stand so far apart
	panelsFoot  = 44 // the legend
	mostPanels  = 4  // beside each other
	pointWidth  = 28 // of a mark with its blocks
	// A character of what grows, and of a number, in a wide font.
	tickChar, strongChar = 6.6, 8
)

// PanelRow are the panels of one metric, at least one.
type PanelRow struct {
	Title  string
	Panels []Panel
}

// Panel shows how a ratio moves as something grows, at one point or more.
type Panel struct {
	Title  string
	Points []Point
}

// Point is a ratio of a panel: what grows, the ratio in digits, and its mark; nil where there is
// none.
type Point struct {
	At, Number string
	Mark       *Mark
}

// Panels draws rows of panels. A row that has no room for all of its panels goes on below.
func (p *Picture) Panels(rows []PanelRow) []byte {
	const height = panelHead + panelHeight + panelFoot
	beside := mostPanels // in every row, so that they stand below each other
	for _, row := range rows {
		beside = min(beside, row.beside())
	}
	var lines []panelLine
	for _, row := range rows {
		lines = append(lines, row.lines(beside)...)
	}
	whole := float64(panelsTop + len(lines)*height + panelsFoot)
	var c canvas
	p.begin(&c, whole)
	for i, line := range lines {
		c.panels(line, float64(panelsTop+i*height))
	}
	c.legend(whole - 26)
	return c.close()
}

// beside is how many panels of a row stand beside each other: as evenly spread over as few lines as
// have room for them.
func (row *PanelRow) beside() int {
	n := len(row.Panels)
	most := min(n, mostPanels)
	for most > 1 && slices.ContainsFunc(row.Panels, func(p Panel) bool { return p.needs() > panelWidth(most) }) {
		most--
	}
	lines := (n + most - 1) / most
	return (n + lines - 1) / lines
}

// panelLine are the panels of a row that stand beside each other, on the axis of the row.
type panelLine struct {
	title  string
	panels []Panel
	wide   float64 // of a panel
	shown  []Mark  // of the whole row
}

// lines are those of a row with so many panels beside each other.
func (row *PanelRow) lines(beside int) (lines []panelLine) {
	var shown []Mark
	for _, panel := range row.Panels {
		for _, point := range panel.Points {
			if point.Mark != nil {
				shown = append(shown, *point.Mark)
			}
		}
	}
	for panels := range slices.Chunk(row.Panels, beside) {
		lines = append(lines, panelLine{row.Title, panels, panelWidth(beside), shown})
	}
	return lines
}

// panelWidth is how wide each of n panels beside each other is.
func panelWidth(n int) float64 {
	return float64(PictureWidth-margin-panelsLeft+panelGap)/float64(n) - panelGap
}

// needs is how wide a panel has to be to show its title and what stands at its points; or, where
// no panel is as wide as that, the points by themselves.
func (p *Panel) needs() float64 {
	ats, numbers := p.texts()
	each := max(ats, numbers, pointWidth)
	if each*float64(len(p.Points)) > panelWidth(1) {
		each = pointWidth
	}
	return max(textWidth(p.Title, tickChar), each*float64(len(p.Points)))
}

// texts are how wide the widest of what grows and of the numbers are, with a gap.
func (p *Panel) texts() (ats, numbers float64) {
	const gap = 6
	for _, point := range p.Points {
		ats = max(ats, textWidth(point.At, tickChar)+gap)
		numbers = max(numbers, textWidth(point.Number, strongChar)+gap)
	}
	return ats, numbers
}

func textWidth(text string, char float64) float64 {
	return float64(utf8.RuneCountInString(text)) * char
}

// panels draws one line: the axis at the left, then each panel.
func (c *canvas) panels(line panelLine, top float64) {
	c.text("head", margin, top+18, "start", line.title)
	top += panelHead
	y := newAxis(line.shown, top+panelHeight, top)
	for _, ratio := range y.ticks(panelTicks) {
		at, _ := y.at(ratio)
		c.text("tick", panelsLeft-8, at+4, "end", tickText(ratio))
	}
	for i, panel := range line.panels {
		c.panel(panel, y, panelsLeft+float64(i)*(line.wide+panelGap), line.wide)
	}
}

// panel draws one of them between left and left+wide, on the upright axis y.
func (c *canvas) panel(p Panel, y axis, left, wide float64) {
	c.text("note", left+wide/2, y.right-12, "middle", Clip(p.Title, max(1, int(wide/tickChar))))
	for _, ratio := range y.ticks(panelTicks) {
		at, _ := y.at(ratio)
		class := "grid"
		if ratio == 1 {
			class = "one"
		}
		c.line(class, left, left+wide, at)
	}
	step := wide / float64(len(p.Points))
	x := func(i int) float64 { return left + (float64(i)+.5)*step }
	for i := range p.Points[1:] { // below the points
		if m, next := p.Points[i].Mark, p.Points[i+1].Mark; m != nil && next != nil {
			from, _ := y.at(m.Ratio)
			to, _ := y.at(next.Ratio)
			c.between("rule", x(i), from, x(i+1), to)
		}
	}
	ats, numbers := p.texts()
	every := max(1, int(math.Ceil(ats/step))) // so that they do not overlap
	for i, point := range p.Points {
		if i%every == 0 {
			c.text("tick", x(i), y.left+18, "middle", point.At)
		}
		if point.Mark == nil {
			c.text("note", x(i), y.left+36, "middle", None)
			continue
		}
		c.standing(*point.Mark, y, x(i), step)
		if numbers <= step {
			c.text("strong", x(i), y.left+36, "middle", point.Number)
		}
	}
}
