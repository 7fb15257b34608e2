package stat

import (
	"math"
	"math/rand/v2"
	"sort"
)

const (
	targetPower = 0.80
	maxBlocks   = 1000
	// draws leaves the power at 80 % uncertain by 0.9 % (standard error), finer than
	// an observed spread over a handful of blocks deserves.
	draws = 2000
)

// future is what a longer run is expected to see. All values are on the log scale.
type future struct {
	effect, sd float64
	// bias is the mean of the A/A log ratio: 0, unless the A/A arm was seen to be off.
	bias, aaSD float64
	margin     float64
	// family is the number of samples judged together.
	family int
}

// moreBlocks is the smallest number of blocks beyond have with which a run of that
// length reaches the target power, or 0 where even maxBlocks do not. No formula: with
// the floor rule the textbook's number of blocks reaches half of the power it promises.
func (f future) moreBlocks(have int) int {
	if have >= maxBlocks || f.power(maxBlocks) < targetPower {
		return 0
	}
	// Power grows with the blocks, and every length draws the same random numbers, so
	// bisection finds the first length that suffices.
	return 1 + sort.Search(maxBlocks-have-1, func(i int) bool {
		return f.power(have+1+i) >= targetPower
	})
}

// power is the share of simulated runs of n blocks that end with a decision: better,
// worse or equivalent. Each run draws mean and sd of both arms straight from their
// sampling distributions under normal log ratios, which costs the same for any n. Holm's
// correction is taken at its strictest step, p times family.
//
// The price is that the signed-rank check is left out and its "unstable" runs count as
// decided. Beside an A/A arm as noisy as the difference there are none, since whatever
// leaves the floor is far beyond either test's threshold; beside an exact A/A arm they
// are up to 7 % of the runs, and the power lies as much below the target.
func (f future) power(n int) float64 {
	// The same seed for every n and every call: the answer is a function of the input.
	rng := rand.New(rand.NewPCG(0x77697265, 0x746178))
	root := math.Sqrt(float64(n))
	var (
		critical = studentCritical(level/float64(f.family), n-1)
		plain    = studentCritical(level, n-1)
		tost     = studentCritical(2*level, n-1)
		decided  int
	)
	for range draws {
		mean := f.effect + f.sd*rng.NormFloat64()/root
		se := f.sd * chi(rng, n-1) / root
		aaMean := f.bias + f.aaSD*rng.NormFloat64()/root
		aaSE := f.aaSD * chi(rng, n-1) / root

		size := math.Abs(mean)
		floor := math.Abs(aaMean) + plain*aaSE
		different := size > critical*se && size > floor+resolution
		equivalent := size+tost*se <= f.margin+resolution
		if different || equivalent {
			decided++
		}
	}
	return float64(decided) / draws
}

// chi draws s/σ for v ≥ 2 degrees of freedom: the root of a chi-squared variate over v,
// by Marsaglia and Tsang's gamma method (ACM Trans. Math. Softw. 26, 2000).
func chi(rng *rand.Rand, v int) float64 {
	shape := float64(v) / 2
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := rng.NormFloat64()
		root := 1 + c*x
		if root <= 0 {
			continue
		}
		cube := root * root * root
		if math.Log(1-rng.Float64()) < x*x/2+d-d*cube+d*math.Log(cube) {
			return math.Sqrt(d * cube / shape)
		}
	}
}
