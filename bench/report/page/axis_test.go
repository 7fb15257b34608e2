package page

import (
	"slices"
	"testing"
)

func TestAxis(t *testing.T) {
	for _, a := range []axis{
		{lo: .8, hi: 1.25, left: 0, right: 300},
		{lo: .1, hi: 10, left: 0, right: 300},
		{lo: widestLo, hi: widestHi, left: 0, right: 300},
		{lo: .3, hi: 1.3, left: 0, right: 300},
	} {
		ticks := a.ticks(tickApart)
		if !slices.Contains(ticks, 1) || len(ticks) < 3 {
			t.Errorf("axis %v to %v has ticks %v, want three or more with 1 among them", a.lo, a.hi, ticks)
		}
		for i, ratio := range ticks {
			x, outside := a.at(ratio)
			if outside || x < 0 || x > 300 {
				t.Errorf("axis %v to %v has tick %v at %v", a.lo, a.hi, ratio, x)
			}
			if i > 0 {
				if before, _ := a.at(ticks[i-1]); x-before < tickApart {
					t.Errorf("axis %v to %v has ticks %v and %v only %v apart", a.lo, a.hi, ticks[i-1], ratio, x-before)
				}
			}
		}
	}
}
