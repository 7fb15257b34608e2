package page

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
)

// PanelRow are the panels of one metric.
type PanelRow struct {
	Title  string
	Panels []Panel
}

// Panel shows how a ratio moves as something grows.
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

// Panels draws rows of panels.
func (p *Picture) Panels(rows []PanelRow) []byte {
	const height = panelHead + panelHeight + panelFoot
	whole := float64(panelsTop + len(rows)*height + panelsFoot)
	var c Canvas
	p.begin(&c, whole)
	for i, row := range rows {
		c.panels(row, float64(panelsTop+i*height))
	}
	c.Legend(whole-26, p.Noun)
	return c.Close()
}

// panels draws one row: the axis at the left, then each panel.
func (c *Canvas) panels(row PanelRow, top float64) {
	c.Text("head", margin, top+18, "start", row.Title)
	top += panelHead
	var shown []Mark
	for _, panel := range row.Panels {
		for _, point := range panel.Points {
			if point.Mark != nil {
				shown = append(shown, *point.Mark)
			}
		}
	}
	y := NewAxis(shown, top+panelHeight, top)
	for _, ratio := range y.Ticks(panelTicks) {
		at, _ := y.At(ratio)
		c.Text("tick", panelsLeft-8, at+4, "end", TickText(ratio))
	}
	wide := float64(PictureWidth-margin-panelsLeft+panelGap)/float64(len(row.Panels)) - panelGap
	for i, panel := range row.Panels {
		c.panel(panel, y, panelsLeft+float64(i)*(wide+panelGap), wide)
	}
}

// panel draws one of them between left and left+wide, on the upright axis y.
func (c *Canvas) panel(p Panel, y Axis, left, wide float64) {
	const charWidth = 6.6
	c.Text("note", left+wide/2, y.Right-12, "middle", Clip(p.Title, max(1, int(wide/charWidth))))
	for _, ratio := range y.Ticks(panelTicks) {
		at, _ := y.At(ratio)
		class := "grid"
		if ratio == 1 {
			class = "one"
		}
		c.Line(class, left, left+wide, at)
	}
	step := wide / float64(len(p.Points))
	x := func(i int) float64 { return left + (float64(i)+.5)*step }
	for i := range p.Points[1:] { // below the points
		if m, next := p.Points[i].Mark, p.Points[i+1].Mark; m != nil && next != nil {
			from, _ := y.At(m.Ratio)
			to, _ := y.At(next.Ratio)
			c.Between("rule", x(i), from, x(i+1), to)
		}
	}
	for i, point := range p.Points {
		c.Text("tick", x(i), y.Left+18, "middle", point.At)
		if point.Mark == nil {
			c.Text("note", x(i), y.Left+36, "middle", None)
			continue
		}
		c.Standing(*point.Mark, y, x(i))
		c.Text("strong", x(i), y.Left+36, "middle", point.Number)
	}
}
