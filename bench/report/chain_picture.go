package report

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/bench/report/page"
)

// The measures of the picture of a chain in pixels: a row of panels for each metric, a panel
// for each series, all panels of a row on one axis that stands upright.
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

// chainSummary says what the picture of the chain shows, for who cannot see it.
func (r *Run) chainSummary() string {
	var rows []string
	for _, key := range chainMetrics {
		var parts []string
		for _, s := range r.allSeries() {
			var values []string
			for i, p := range s.pairs {
				f := p.figure(key)
				text := f.briefly()
				if f.Missing == "" {
					text = f.short()
				}
				values = append(values, s.step(i)+" "+text)
			}
			parts = append(parts, s.title+" "+strings.Join(values, ", "))
		}
		rows = append(rows, metricOf(key, "").Label+", "+strings.Join(parts, ", "))
	}
	return fmt.Sprintf("Ratios of %s over %s with 95 %% intervals: %s.", stackTitle(r.rival()), stackTitle(r.Plan.Stacks[0]), strings.Join(rows, "; "))
}

// chainPicture draws how the ratios change along the chain; nil where the run has none. Its
// signs and colours are those of [analysis.picture].
func (r *Run) chainPicture() []byte {
	if len(r.chained()) == 0 {
		return nil
	}
	const row = panelHead + panelHeight + panelFoot
	height := float64(panelsTop + len(chainMetrics)*row + panelsFoot)
	title := fmt.Sprintf("%s over %s along a chain of services", page.Clip(stackTitle(r.rival()), 16), page.Clip(stackTitle(r.Plan.Stacks[0]), 16))
	var s page.Canvas
	s.Open(width, height, title, r.chainSummary())
	s.Text("title", margin, 34, "start", title)
	s.Text("note", margin, 54, "start", page.Clip(fmt.Sprintf("ratio on a log scale: below 1, %s needs less; plan %s, %s",
		page.Clip(stackTitle(r.rival()), 16), page.Clip(r.Plan.Name, 16), r.extent()), 100))
	for i, key := range chainMetrics {
		panels(&s, r.allSeries(), key, float64(panelsTop+i*row))
	}
	s.Legend(height-26, r.noun())
	return s.Close()
}

// panels draws one metric: the axis at the left, then each series.
func panels(s *page.Canvas, all []series, key string, top float64) {
	s.Text("head", margin, top+18, "start", metricOf(key, "").Label)
	top += panelHead
	var shown []page.Mark
	for _, series := range all {
		for _, p := range series.pairs {
			if f := p.figure(key); f.Missing == "" {
				shown = append(shown, f.mark())
			}
		}
	}
	y := page.NewAxis(shown, top+panelHeight, top)
	for _, ratio := range y.Ticks(panelTicks) {
		at, _ := y.At(ratio)
		s.Text("tick", panelsLeft-8, at+4, "end", page.TickText(ratio))
	}
	wide := float64(width-margin-panelsLeft+panelGap)/float64(len(all)) - panelGap
	for i, series := range all {
		panel(s, &series, key, y, panelsLeft+float64(i)*(wide+panelGap), wide)
	}
}

// panel draws one series of a metric between left and left+wide, on the upright axis y.
func panel(s *page.Canvas, of *series, key string, y page.Axis, left, wide float64) {
	const charWidth = 6.6
	s.Text("note", left+wide/2, y.Right-12, "middle", page.Clip(of.head(), max(1, int(wide/charWidth))))
	for _, ratio := range y.Ticks(panelTicks) {
		at, _ := y.At(ratio)
		class := "grid"
		if ratio == 1 {
			class = "one"
		}
		s.Line(class, left, left+wide, at)
	}
	step := wide / float64(len(of.pairs))
	place := func(i int) float64 { return left + (float64(i)+.5)*step }
	for i := range of.pairs[1:] { // below the points
		if f, next := of.pairs[i].figure(key), of.pairs[i+1].figure(key); f.Missing == "" && next.Missing == "" {
			from, _ := y.At(f.Ratio)
			to, _ := y.At(next.Ratio)
			s.Between("rule", place(i), from, place(i+1), to)
		}
	}
	for i, p := range of.pairs {
		f, x := p.figure(key), place(i)
		s.Text("tick", x, y.Left+18, "middle", strconv.Itoa(of.at(p.Op)))
		if f.Missing != "" {
			s.Text("note", x, y.Left+36, "middle", page.None)
			continue
		}
		s.Standing(f.mark(), y, x)
		number, _ := f.interval()
		s.Text("strong", x, y.Left+36, "middle", number)
	}
}
