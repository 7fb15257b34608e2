package page

import (
	"math"
	"slices"
	"strconv"
)

// axis maps ratios to the picture on a log scale, from left to right in pixels.
type axis struct {
	lo, hi      float64 // ratios at the ends
	left, right float64 // pixels at the ends
}

// The narrowest axis, so that a difference of a few percent looks like one, and the
// widest: what lies beyond is drawn at the edge.
const (
	narrowLo, narrowHi = 0.8, 1.25
	widestLo, widestHi = 0.001, 1000
	// tickApart is how many pixels ticks stand apart at the least.
	tickApart = 40
	// reach is how far beyond the blocks an interval may stretch the axis.
	reach = 2
)

// newAxis holds 1, every ratio and block, and the intervals as far as they leave
// the rest readable.
func newAxis(marks []Mark, left, right float64) axis {
	lo, hi := narrowLo, narrowHi
	cover := func(ratio float64) {
		lo, hi = min(lo, ratio), max(hi, ratio)
	}
	for _, m := range marks {
		cover(m.Ratio)
		for _, b := range m.Blocks {
			cover(b)
		}
	}
	innerLo, innerHi := lo, hi
	for _, m := range marks {
		if m.known() {
			cover(max(m.Lo, innerLo/reach))
			cover(min(m.Hi, innerHi*reach))
		}
	}
	const pad = 1.06
	return axis{lo: max(widestLo, lo/pad), hi: min(widestHi, hi*pad), left: left, right: right}
}

// at is the pixel of a ratio, held inside the axis; outside says that it had to be.
func (a axis) at(ratio float64) (x float64, outside bool) {
	held := max(a.lo, min(a.hi, ratio))
	share := math.Log(held/a.lo) / math.Log(a.hi/a.lo)
	return a.left + share*(a.right-a.left), held != ratio
}

// ticks chooses round ratios, 1 always, that stand at least so many pixels apart.
func (a axis) ticks(apart float64) []float64 {
	chosen := []float64{1}
	for _, mantissas := range [][]float64{{1}, {2, 5}, {1.5, 7}, {3, 4}, {8, 6, 9, 1.2}, {1.1, 1.05, 9.5}} {
		for exponent := -3; exponent <= 3; exponent++ {
			for _, mantissa := range mantissas {
				ratio := mantissa * math.Pow10(exponent)
				if ratio >= a.lo && ratio <= a.hi && a.fits(ratio, chosen, apart) {
					chosen = append(chosen, ratio)
				}
			}
		}
	}
	slices.Sort(chosen)
	return chosen
}

func (a axis) fits(ratio float64, chosen []float64, apart float64) bool {
	x, _ := a.at(ratio)
	return !slices.ContainsFunc(chosen, func(other float64) bool {
		y, _ := a.at(other)
		return math.Abs(x-y) < apart
	})
}

func tickText(ratio float64) string {
	return strconv.FormatFloat(Round(ratio, 3), 'f', -1, 64)
}
