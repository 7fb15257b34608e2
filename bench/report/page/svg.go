package page

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
)

// canvas gathers SVG. Every look is a class of its style sheet.
type canvas struct{ out bytes.Buffer }

const style = `
  text { font-family: system-ui, -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; font-size: 13px; fill: #1f2328 }
  .ground { fill: #ffffff; stroke: #d1d9e0 }
  .cover { fill: #ffffff }
  .title { font-size: 17px; font-weight: 600 }
  .head { font-size: 14px; font-weight: 600 }
  .strong { font-weight: 600 }
  .note, .tick, .verdict { font-size: 12px; fill: #59636e }
  .grid { stroke: #eaeef2 }
  .one { stroke: #59636e }
  .rule { stroke: #d1d9e0 }
  .bar { stroke-width: 3; stroke-linecap: round }
  .block { fill-opacity: .5 }
  .point { stroke-width: 2 }
  .less { fill: #0969da; stroke: #0969da }
  .more { fill: #bc4c00; stroke: #bc4c00 }
  .even { fill: #59636e; stroke: #59636e }
  circle.block, text.verdict { stroke: none }
  .hollow { fill: #ffffff }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .ground { fill: #0d1117; stroke: #3d444d }
    .cover { fill: #0d1117 }
    .note, .tick, .verdict { fill: #9198a1 }
    .grid { stroke: #21262d }
    .one { stroke: #9198a1 }
    .rule { stroke: #3d444d }
    .less { fill: #4493f8; stroke: #4493f8 }
    .more { fill: #f0883e; stroke: #f0883e }
    .even { fill: #9198a1; stroke: #9198a1 }
    .hollow { fill: #0d1117 }
  }
`

// px prints a coordinate with one decimal, so that no bit of rounding shows.
func px(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

// xmlText escapes text for content and attributes.
func xmlText(text string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(Printable(text))) // a bytes.Buffer takes everything
	return b.String()
}

func (c *canvas) printf(format string, args ...any) { fmt.Fprintf(&c.out, format+"\n", args...) }

func (c *canvas) open(width int, height float64, title, description string) {
	c.printf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%.0f" viewBox="0 0 %d %.0f" role="img" aria-labelledby="title description">`,
		width, height, width, height)
	c.printf(`<title id="title">%s</title>`, xmlText(title))
	c.printf(`<desc id="description">%s</desc>`, xmlText(description))
	c.printf("<style>%s</style>", style)
	c.printf(`<rect class="ground" x="0.5" y="0.5" width="%d" height="%s" rx="8"/>`, width-1, px(height-1))
}

func (c *canvas) close() []byte {
	c.printf("</svg>")
	return c.out.Bytes()
}

func (c *canvas) text(class string, x, y float64, anchor, text string) {
	c.printf(`<text class="%s" x="%s" y="%s" text-anchor="%s">%s</text>`, class, px(x), px(y), anchor, xmlText(text))
}

// number writes a figure and, less loud, its interval.
func (c *canvas) number(x, y float64, number, interval string) {
	c.printf(`<text x="%s" y="%s"><tspan class="strong">%s</tspan> <tspan class="note">%s</tspan></text>`,
		px(x), px(y), xmlText(number), xmlText(interval))
}

func (c *canvas) rect(class string, x, y, width, height float64) {
	c.printf(`<rect class="%s" x="%s" y="%s" width="%s" height="%s"/>`, class, px(x), px(y), px(width), px(height))
}

func (c *canvas) circle(class string, x, y, r float64) {
	c.printf(`<circle class="%s" cx="%s" cy="%s" r="%s"/>`, class, px(x), px(y), px(r))
}

func (c *canvas) line(class string, from, to, y float64) {
	c.printf(`<line class="%s" x1="%s" y1="%s" x2="%s" y2="%s"/>`, class, px(from), px(y), px(to), px(y))
}

func (c *canvas) upright(class string, x, from, to float64) {
	c.printf(`<line class="%s" x1="%s" y1="%s" x2="%s" y2="%s"/>`, class, px(x), px(from), px(x), px(to))
}

func (c *canvas) rule(from, to, y float64) { c.line("rule", from, to, y) }

// arrow points left (-1) or right (1) with its tip a little beyond x.
func (c *canvas) arrow(class string, x, y, direction float64) {
	c.printf(`<path class="%s" d="M%s %s L%s %s L%s %s Z"/>`, class,
		px(x+7*direction), px(y), px(x), px(y-5), px(x), px(y+5))
}

// arrowUpright points up (-1) or down (1) with its tip a little beyond y.
func (c *canvas) arrowUpright(class string, x, y, direction float64) {
	c.printf(`<path class="%s" d="M%s %s L%s %s L%s %s Z"/>`, class,
		px(x), px(y+7*direction), px(x-5), px(y), px(x+5), px(y))
}

// between draws a line from one point to another.
func (c *canvas) between(class string, x1, y1, x2, y2 float64) {
	c.printf(`<line class="%s" x1="%s" y1="%s" x2="%s" y2="%s"/>`, class, px(x1), px(y1), px(x2), px(y2))
}

// grid draws the upright lines of the ticks.
func (c *canvas) grid(x axis, top, bottom float64) {
	for _, ratio := range x.ticks(tickApart) {
		at, _ := x.at(ratio)
		class := "grid"
		if ratio == 1 {
			class = "one"
		}
		c.upright(class, at, top, bottom)
	}
}

// ticks writes the numbers under the grid.
func (c *canvas) ticks(x axis, y float64) {
	for _, ratio := range x.ticks(tickApart) {
		at, _ := x.at(ratio)
		c.text("tick", at, y+16, "middle", tickText(ratio))
	}
}

// legend explains the signs.
func (c *canvas) legend(y float64) {
	c.line("bar less", 20, 44, y)
	c.circle("point less", 32, y, 5)
	c.text("note", 52, y+4, "start", "mean, 95 % interval")
	c.circle("point even hollow", 196, y, 5)
	c.text("note", 208, y+4, "start", "undecided or not judged")
	c.circle("block even", 384, y, 2)
	c.circle("block even", 391, y+2, 2)
	c.circle("block even", 398, y-2, 2)
	c.text("note", 408, y+4, "start", "one block")
}
