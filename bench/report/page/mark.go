package page

// Mark is a ratio as a picture shows it.
type Mark struct {
	Ratio float64
	// Lo and Hi are the ends of its interval; both 0 where there is none.
	Lo, Hi float64
	// Blocks are the ratios of the blocks behind it.
	Blocks []float64
	// Class is its look: "less", "more" or "even". It is hollow where nothing is decided.
	Class  string
	Hollow bool
}

func (m *Mark) known() bool { return m.Lo != 0 || m.Hi != 0 }

// pointClass is the look of the point.
func (m *Mark) pointClass() string {
	class := "point " + m.Class
	if m.Hollow {
		class += " hollow"
	}
	return class
}

// lying draws a mark on an axis from left to right, in a row of the given height.
func (c *canvas) lying(m Mark, x axis, top, height float64) {
	middle := top + height/2
	for i, b := range m.Blocks {
		at, _ := x.at(b)
		c.circle("block "+m.Class, at, middle+9+float64(i%3-1)*2, 2)
	}
	y := middle - 3
	if m.known() {
		lo, beyondLo := x.at(m.Lo)
		hi, beyondHi := x.at(m.Hi)
		c.line("bar "+m.Class, lo, hi, y)
		if beyondLo {
			c.arrow(m.Class, lo, y, -1)
		}
		if beyondHi {
			c.arrow(m.Class, hi, y, 1)
		}
	}
	at, _ := x.at(m.Ratio)
	c.circle(m.pointClass(), at, y, 5)
}

// standing draws a mark on an upright axis, at x; the next mark is step away. Blocks are drawn where
// they have room.
func (c *canvas) standing(m Mark, y axis, x, step float64) {
	for i, b := range m.Blocks {
		if step < pointWidth {
			break
		}
		at, _ := y.at(b)
		c.circle("block "+m.Class, x+12+float64(i%3-1)*2, at, 2)
	}
	if m.known() {
		lo, beyondLo := y.at(m.Lo)
		hi, beyondHi := y.at(m.Hi)
		c.upright("bar "+m.Class, x, hi, lo)
		if beyondLo {
			c.arrowUpright(m.Class, x, lo, 1)
		}
		if beyondHi {
			c.arrowUpright(m.Class, x, hi, -1)
		}
	}
	at, _ := y.at(m.Ratio)
	c.circle(m.pointClass(), x, at, 5)
}
