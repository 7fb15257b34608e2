package stat

import "math"

// Control compares two arms of the same stack, A/A. Their true ratio is 1, so one that differs
// says that something beside the stack moved the figures of its run.
type Control struct {
	// N is the number of blocks in which both arms have a value.
	N int
	// Ratio is the second arm over the first, and CI its plain 95 % interval, Student's t; none
	// below two blocks.
	Ratio float64
	CI    Interval
	// P is the p value of the paired t test, Adjusted the same after Holm's correction over all
	// controls of the run. Both are 1 below two blocks.
	P, Adjusted float64
}

// leastDifference is the least difference of two arms of the same stack that puts a figure in doubt.
// Ratios are printed to a hundredth, which is twice as much.
const leastDifference = 0.005

// Differs says that the two arms differ, which in a run without fault happens to one of its
// controls in at most 5 % of runs, and by enough to matter to a printed ratio: bytes may differ by a
// few of many thousands in each block, which no chance explains and no figure shows.
func (c *Control) Differs() bool {
	return c.Adjusted < level && math.Abs(math.Log(c.Ratio)) >= leastDifference
}

// Controls compares the pairs of arms of one run, one for each operation and metric. They are one
// family for Holm's correction. All values are positive and finite, and both arms of a pair have
// as many. Of several runs the blocks count alike: what is the same differs in none of them.
func Controls(pairs [][2][]float64) []Control {
	out, ps := make([]Control, len(pairs)), make([]float64, len(pairs))
	for i, pair := range pairs {
		e := summarise(logRatios(pair[0], pair[1])).estimate()
		c := Control{N: len(pair[0]), P: e.p()}
		if c.N > 0 {
			c.Ratio = ratio(e.mean)
		}
		c.CI = e.around(e.half(level))
		out[i], ps[i] = c, c.P
	}
	for i, adjusted := range holm(ps) {
		out[i].Adjusted = adjusted
	}
	return out
}
