package report

// mark is a ratio as a picture shows it.
type mark struct {
	ratio float64
	// lo and hi are the ends of its interval; both 0 where there is none.
	lo, hi float64
	// blocks are the ratios of the blocks behind it.
	blocks []float64
	// noise says how far from 1, either way, a ratio may lie by chance; below 1 it is not known.
	noise float64
	// class is its look: "less", "more" or "even". It is hollow where nothing is decided.
	class  string
	hollow bool
}

func (m *mark) known() bool { return m.lo != 0 || m.hi != 0 }

// pointClass is the look of the point.
func (m *mark) pointClass() string {
	class := "point " + m.class
	if m.hollow {
		class += " hollow"
	}
	return class
}

// lying draws a mark on an axis from left to right, in a row of the given height.
func (c *canvas) lying(m mark, x axis, top, height float64) {
	middle := top + height/2
	if m.noise >= 1 {
		from, _ := x.at(1 / m.noise)
		to, _ := x.at(m.noise)
		c.rect("floor", from, top+3, to-from, height-6)
	}
	for i, b := range m.blocks {
		at, _ := x.at(b)
		c.circle("block "+m.class, at, middle+9+float64(i%3-1)*2, 2)
	}
	y := middle - 3
	if m.known() {
		lo, beyondLo := x.at(m.lo)
		hi, beyondHi := x.at(m.hi)
		c.line("bar "+m.class, lo, hi, y)
		if beyondLo {
			c.arrow(m.class, lo, y, -1)
		}
		if beyondHi {
			c.arrow(m.class, hi, y, 1)
		}
	}
	at, _ := x.at(m.ratio)
	c.circle(m.pointClass(), at, y, 5)
}

// standing draws a mark on an upright axis, at x.
func (c *canvas) standing(m mark, y axis, x float64) {
	if m.noise >= 1 {
		from, _ := y.at(1 / m.noise)
		to, _ := y.at(m.noise)
		c.rect("floor", x-9, to, 18, from-to)
	}
	for i, b := range m.blocks {
		at, _ := y.at(b)
		c.circle("block "+m.class, x+12+float64(i%3-1)*2, at, 2)
	}
	if m.known() {
		lo, beyondLo := y.at(m.lo)
		hi, beyondHi := y.at(m.hi)
		c.upright("bar "+m.class, x, hi, lo)
		if beyondLo {
			c.arrowUpright(m.class, x, lo, 1)
		}
		if beyondHi {
			c.arrowUpright(m.class, x, hi, -1)
		}
	}
	at, _ := y.at(m.ratio)
	c.circle(m.pointClass(), x, at, 5)
}
