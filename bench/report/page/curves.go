package page

import (
	"math"
	"strings"
)

// The measures of a picture of curves in pixels: charts in two columns.
const (
	chartLeft   = 62 // of a chart, for what its lines mean
	chartGap    = 26
	chartHead   = 30
	chartHeight = 170
	chartFoot   = 40
	chartWidth  = (PictureWidth-2*margin-chartGap)/2 - chartLeft
)

// Chart shows two curves of one metric against the load.
type Chart struct {
	Title string
	Unit  Unit
	// Log says that the upright axis is one of logarithms. It begins at 0 otherwise.
	Log bool
	// Shares says that loads are shares of capacity, not requests a second.
	Shares bool
	Curves [2][]CurvePoint
}

// CurvePoint is a value with its interval; Lo and Hi are 0 where there is none.
type CurvePoint struct{ X, Y, Lo, Hi float64 }

// curveClasses are the looks of the two.
var curveClasses = [2]string{"even", "less"}

// Curves draws charts, whose two curves have these names, in two columns.
func (p *Picture) Curves(names [2]string, charts []Chart) []byte {
	const height = chartHead + chartHeight + chartFoot
	whole := float64(panelsTop + (len(charts)+1)/2*height + panelsFoot)
	var c canvas
	p.begin(&c, whole)
	for i := range charts {
		left := float64(margin + chartLeft + i%2*(chartWidth+chartLeft+chartGap))
		c.chart(&charts[i], left, float64(panelsTop+i/2*height))
	}
	x := float64(margin)
	for i, name := range names {
		c.line("bar "+curveClasses[i], x, x+24, whole-26)
		c.text("note", x+32, whole-22, "start", name)
		x += 56 + textWidth(name, tickChar)
	}
	c.text("note", x, whole-22, "start", "mean over the blocks, and its 95 % interval")
	return c.close()
}

// chart draws one of them, whose plot begins at left.
func (c *canvas) chart(ch *Chart, left, top float64) {
	c.text("head", left-chartLeft+4, top+16, "start", Clip(ch.Title, 44))
	top += chartHead
	bottom := top + chartHeight
	y := ch.upright(top, bottom)
	for _, value := range y.values {
		c.line("grid", left, left+chartWidth, y.at(value))
		c.text("tick", left-8, y.at(value)+4, "end", ch.Unit.Together(&value)[0])
	}
	most := 0.0
	for _, curve := range ch.Curves {
		for _, point := range curve {
			most = max(most, point.X)
		}
	}
	if most <= 0 {
		return // there is no point
	}
	x := func(load float64) float64 { return left + load/most*(chartWidth-12) }
	step := roundStep(most / 5)
	for i := 1; float64(i)*step <= most*1.001; i++ {
		load := float64(i) * step
		text := Rate(load)
		if ch.Shares {
			text = Percent(load)
		}
		c.text("tick", x(load), bottom+18, "middle", text)
	}
	for i, curve := range ch.Curves {
		c.curve(curveClasses[i], curve, x, y.at)
	}
}

// curve draws a line through the means on the band of their intervals.
func (c *canvas) curve(class string, points []CurvePoint, x, y func(float64) float64) {
	var above, below []string
	for _, p := range points {
		if p.Lo > 0 && p.Hi > 0 {
			above = append(above, px(x(p.X))+","+px(y(p.Hi)))
			below = append([]string{px(x(p.X)) + "," + px(y(p.Lo))}, below...)
		}
	}
	if len(above) > 1 {
		c.printf(`<polygon class="%s" fill-opacity="0.2" stroke-opacity="0" points="%s"/>`, class, strings.Join(append(above, below...), " "))
	}
	for i, p := range points {
		if i > 0 {
			c.between("bar "+class, x(points[i-1].X), y(points[i-1].Y), x(p.X), y(p.Y))
		}
		c.circle("point "+class, x(p.X), y(p.Y), 3)
	}
}

// scale is an upright axis of values, with those that are written beside it.
type scale struct {
	at     func(float64) float64
	values []float64
}

// upright makes the axis of a chart. It holds every mean and, as far as they do not dwarf the means,
// the intervals.
func (ch *Chart) upright(top, bottom float64) scale {
	least, most := math.Inf(1), 0.0
	for _, curve := range ch.Curves {
		for _, p := range curve {
			least, most = min(least, p.Y), max(most, p.Y)
		}
	}
	if most == 0 {
		least, most = 1, 1
	}
	innerLeast, innerMost := least, most
	for _, curve := range ch.Curves {
		for _, p := range curve {
			if p.Lo > 0 {
				least, most = min(least, max(p.Lo, innerLeast/reach)), max(most, min(p.Hi, innerMost*reach))
			}
		}
	}
	if !ch.Log {
		step := roundStep(most / 4)
		top4 := step * math.Ceil(most/step)
		at := func(v float64) float64 { return bottom - max(0, min(v, top4))/top4*(bottom-top) }
		var values []float64
		for v := 0.0; v <= top4*1.001; v += step {
			values = append(values, v)
		}
		return scale{at, values}
	}
	lo, hi := least/1.1, most*1.1
	at := func(v float64) float64 {
		return bottom - math.Log(max(lo, min(v, hi))/lo)/math.Log(hi/lo)*(bottom-top)
	}
	return scale{at, logValues(lo, hi)}
}

// roundStep is the next larger number of 1, 2 or 5 and a power of ten.
func roundStep(v float64) float64 {
	power := math.Pow10(int(math.Floor(math.Log10(v))))
	for _, mantissa := range []float64{1, 2, 5} {
		if mantissa*power >= v {
			return mantissa * power
		}
	}
	return 10 * power
}

// logValues are round numbers between lo and hi, more where that is a short way.
func logValues(lo, hi float64) (values []float64) {
	for _, mantissas := range [][]float64{{1}, {1, 3}, {1, 2, 5}, {1, 1.5, 2, 3, 5, 7}} {
		values = nil
		for e := math.Floor(math.Log10(lo)); e <= math.Log10(hi); e++ {
			for _, mantissa := range mantissas {
				if v := mantissa * math.Pow(10, e); v >= lo && v <= hi {
					values = append(values, v)
				}
			}
		}
		if len(values) >= 3 {
			break
		}
	}
	return values
}
