package page

import "unicode/utf8"

// PictureWidth and margin are those of every picture in pixels.
const (
	PictureWidth = 760
	margin       = 20
)

// The measures of a picture of rows in pixels. Labels end before plotLeft, numbers start after
// plotRight; both have room for their text in a wide fallback font.
const (
	plotLeft   = 150
	plotRight  = 522
	numberLeft = 540
	topHeight  = 98
	headHeight = 34
	rowHeight  = 38
	footHeight = 70
)

// NumberRunes is how many characters fit on the right of a row.
const NumberRunes = 29

// Picture is what every picture says of itself.
type Picture struct {
	Title, Note string
	// Description says what the picture shows, for who cannot see it.
	Description string
}

// Row is a head, or a ratio with what is said of it.
type Row struct {
	Head  string
	Label string
	// Mark is nil where there is no ratio; Why says why.
	Mark *Mark
	Why  string
	// Number and Interval are the ratio's, Verdict what may be said of it.
	Number, Interval, Verdict string
}

func (r *Row) height() float64 {
	if r.Head != "" {
		return headHeight
	}
	return rowHeight
}

// Rows draws ratios below each other on one axis from left to right. Meanings are what it says on
// the left and on the right of 1, the longest first; the first that fits is written. The picture
// depends on no font and paints its own ground, light or dark as the reader's system is.
func (p *Picture) Rows(meanings [][2]string, rows []Row) []byte {
	var shown []Mark
	height := float64(topHeight + footHeight)
	for i := range rows {
		height += rows[i].height()
		if m := rows[i].Mark; m != nil {
			shown = append(shown, *m)
		}
	}
	x := newAxis(shown, plotLeft, plotRight)
	var c canvas
	p.begin(&c, height)
	c.meanings(meanings, x)
	c.grid(x, topHeight, height-footHeight)
	y := float64(topHeight)
	for i := range rows {
		c.row(&rows[i], x, y)
		y += rows[i].height()
	}
	c.ticks(x, y)
	c.legend(y + 44)
	return c.close()
}

// begin opens a canvas and writes what stands above every picture.
func (p *Picture) begin(c *canvas, height float64) {
	c.open(PictureWidth, height, p.Title, p.Description)
	c.text("title", margin, 34, "start", p.Title)
	c.text("note", margin, 54, "start", Clip(p.Note, 100))
}

// meanings writes what a ratio left or right of 1 means, in as many words as fit.
func (c *canvas) meanings(meanings [][2]string, x axis) {
	const charWidth, gap = 7.2, 8
	one, _ := x.at(1)
	for _, words := range meanings {
		room := min(one-plotLeft, plotRight-one) - gap
		if float64(utf8.RuneCountInString(words[0]))*charWidth <= room {
			c.text("note", one-gap, topHeight-12, "end", words[0])
			c.text("note", one+gap, topHeight-12, "start", words[1])
			return
		}
	}
}

// row draws a row whose top is y.
func (c *canvas) row(r *Row, x axis, y float64) {
	if r.Head != "" {
		c.rect("cover", margin, y+4, PictureWidth-2*margin, headHeight-6) // the grid would cross the words
		c.rule(margin, PictureWidth-margin, y+4)
		c.text("head", margin, y+headHeight-9, "start", Clip(r.Head, 88))
		return
	}
	middle := y + rowHeight/2
	c.text("label", plotLeft-14, middle+4, "end", r.Label)
	if r.Mark == nil {
		c.text("note", numberLeft, middle+4, "start", Clip(r.Why, NumberRunes))
		return
	}
	c.lying(*r.Mark, x, y, rowHeight)
	interval := r.Interval
	switch {
	case interval == None:
		interval = "no interval"
	case len(interval) > NumberRunes-len(r.Number):
		interval = "very wide"
	}
	c.number(numberLeft, middle-2, r.Number, "("+interval+")")
	c.text("verdict "+r.Mark.Class, numberLeft, middle+13, "start", Clip(r.Verdict, NumberRunes))
}
