package summary

import (
	"fmt"
	"math"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
)

const (
	// histogramRows is how many rows a histogram has at the most.
	histogramRows = 10
	// mostBar is the length of the longest bar.
	mostBar = 40
	// resolution is the smallest ratio of two times that a histogram of three digits
	// surely tells apart.
	resolution = 1.002
)

// bin is a row of a histogram: how many times lie between lo and hi, in seconds.
type bin struct {
	lo, hi float64
	count  int64
}

// bins sorts response times into rows that are equally high on a log scale, from the shortest
// to the longest. There are no more rows than times, or than the histogram can tell apart.
func bins(times record.Times) []bin {
	bars := times.Response.Distribution()
	n := times.Response.TotalCount()
	if n == 0 {
		return nil
	}
	lo, hi := 0.0, 0.0
	for _, b := range bars {
		if b.Count > 0 {
			if hi == 0 {
				lo = max(1, float64(b.From))
			}
			hi = max(lo, float64(b.To))
		}
	}
	height := math.Log(hi / lo)
	rows := make([]bin, max(1, min(histogramRows, n, int64(height/math.Log(resolution)))))
	for i := range rows {
		at := func(i int) float64 { return lo * math.Exp(height*float64(i)/float64(len(rows))) / 1e9 }
		rows[i].lo, rows[i].hi = at(i), at(i+1)
	}
	for _, b := range bars {
		if b.Count == 0 {
			continue
		}
		row := 0
		if height > 0 {
			middle := math.Sqrt(max(1, float64(b.From)) * max(1, float64(b.To)))
			row = int(math.Log(middle/lo) / height * float64(len(rows)))
		}
		rows[max(0, min(len(rows)-1, row))].count += b.Count
	}
	return rows
}

// histogram draws the response times; nothing where there are none.
func (s *summary) histogram(times record.Times) {
	if times.Response == nil {
		return
	}
	rows := bins(times)
	if len(rows) == 0 {
		return
	}
	var most int64
	var from, to, count int
	var cells [][3]string
	for _, b := range rows {
		most = max(most, b.count)
		c := [3]string{inSeconds(b.lo), inSeconds(b.hi), page.Thousands(b.count)}
		from, to, count = max(from, page.Columns(c[0])), max(to, page.Columns(c[1])), max(count, len(c[2]))
		cells = append(cells, c)
	}
	room := min(mostBar, s.width-from-to-count-len("  to    "))
	for i, c := range cells {
		bar := int(math.Round(float64(rows[i].count) / float64(most) * float64(room)))
		if rows[i].count > 0 {
			bar = max(1, bar)
		}
		s.line(fmt.Sprintf("%s to %s  %s  %s", page.PadLeft(c[0], from), page.PadLeft(c[1], to), page.PadLeft(c[2], count), strings.Repeat("█", bar)))
	}
	s.line("")
}
