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
	var c canvas
	p.begin(&c, whole)
	for i, row := range rows {
		c.panels(row, float64(panelsTop+i*height))
	}
	c.legend(whole-26, p.Noun)
	return c.close()
}

// panels draws one row: the axis at the left, then each panel.
func (c *canvas) panels(row PanelRow, top float64) {
	c.text("head", margin, top+18, "start", row.Title)
	top += panelHead
	var shown []Mark
	for _, panel := range row.Panels {
		for _, point := range panel.Points {
			if point.Mark != nil {
				shown = append(shown, *point.Mark)
			}
		}
	}
	y := newAxis(shown, top+panelHeight, top)
	for _, ratio := range y.ticks(panelTicks) {
		at, _ := y.at(ratio)
		c.text("tick", panelsLeft-8, at+4, "end", tickText(ratio))
	}
	wide := float64(PictureWidth-margin-panelsLeft+panelGap)/float64(len(row.Panels)) - panelGap
	for i, panel := range row.Panels {
		c.panel(panel, y, panelsLeft+float64(i)*(wide+panelGap), wide)
	}
}

// panel draws one of them between left and left+wide, on the upright axis y.
func (c *canvas) panel(p Panel, y axis, left, wide float64) {
	const charWidth = 6.6
	c.text("note", left+wide/2, y.right-12, "middle", Clip(p.Title, max(1, int(wide/charWidth))))
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
	for i, point := range p.Points {
		c.text("tick", x(i), y.left+18, "middle", point.At)
		if point.Mark == nil {
			c.text("note", x(i), y.left+36, "middle", None)
			continue
		}
		c.standing(*point.Mark, y, x(i))
		c.text("strong", x(i), y.left+36, "middle", point.Number)
	}
}
