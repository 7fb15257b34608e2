package stat

import "math"

const (
	// aim is the half width of the interval for which [Comparison.Needed] counts, as a share.
	aim = 0.05
	// mostNeeded bounds the count: nobody measures that long.
	mostNeeded = 1000
)

// needed returns how many units an interval of ± 5 % takes at the observed spread, at least as
// many as a verdict does, or 0 if more than mostNeeded. It rests on the spread alone: a number
// that came from the observed effect would invite to measure until the effect pleases.
func (e estimate) needed() int {
	const normal = 1.959 // the limit of Student's t from below, so that no smaller number suffices
	sd, log := e.se*math.Sqrt(float64(e.df+1)), math.Log1p(aim)
	least := math.Ceil(math.Pow(normal*sd/log, 2))
	if least > mostNeeded {
		return 0
	}
	for n := max(minBlocks, int(least)); n <= mostNeeded; n++ {
		if (estimate{se: sd / math.Sqrt(float64(n)), df: n - 1}).half(level) <= log+resolution {
			return n
		}
	}
	return 0
}
