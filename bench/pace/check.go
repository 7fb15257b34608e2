package pace

import (
	"math"
	"slices"
	"time"
)

// mostGaps is enough to tell one distribution from another, and few enough to keep in memory.
const mostGaps = 100_000

// CheckPoisson takes the first hundred thousand arrivals of a fresh schedule and returns the
// Kolmogorov-Smirnov distance of its gaps from the exponential distribution of the rate, and
// whether that is below the critical value at 1 %. The asymptotic critical value is 1.628/(√n + 0.12 + 0.11/√n), with
// the correction of Stephens, JASA 69 (1974), for finite n.
func CheckPoisson(s *Schedule, rate float64) (d float64, ok bool) {
	var gaps []float64
	var last time.Duration
	for at, more := s.Next(); more && len(gaps) < mostGaps; at, more = s.Next() {
		gaps = append(gaps, (at - last).Seconds())
		last = at
	}
	if len(gaps) == 0 {
		return 0, true
	}
	slices.Sort(gaps)
	n := float64(len(gaps))
	for i, gap := range gaps {
		f := 1 - math.Exp(-rate*gap)
		d = max(d, f-float64(i)/n, float64(i+1)/n-f)
	}
	root := math.Sqrt(n)
	return d, d < 1.628/(root+0.12+0.11/root)
}
