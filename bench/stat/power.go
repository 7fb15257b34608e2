package stat

import (
	"math"
	"math/rand/v2"
	"slices"
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

// moreBlocks returns the smallest number of blocks beyond have with which a run of that length
// reaches the target power, or 0 if even maxBlocks do not. No formula: with the floor rule the
// textbook's number of blocks reaches half of the power it promises.
func (f future) moreBlocks(have int) int {
	if have >= maxBlocks || f.power(maxBlocks) < targetPower {
		return 0
	}
	// Power grows with the blocks, save for a step down at 6, where the ranks begin to have
	// a say, and every length draws the same random numbers: bisection finds a length that
	// suffices while one block less does not.
	return 1 + sort.Search(maxBlocks-have-1, func(i int) bool {
		return f.power(have+1+i) >= targetPower
	})
}

// power returns the share of simulated runs of n blocks that end with a decision by the rule of
// Judge: better, worse or equivalent, and not unstable. Each run draws mean and sd of both arms
// straight from their sampling distributions under normal log ratios, which costs the same for
// any n; the blocks themselves are drawn only if the ranks are needed. Holm's correction is
// taken at its strictest step, p times family.
func (f future) power(n int) float64 {
	// The same seed for every n and every call: the answer is a function of the input.
	rng := rand.New(rand.NewPCG(0x77697265, 0x746178))
	root := math.Sqrt(float64(n))
	var (
		critical = studentCritical(level/float64(f.family), n-1)
		plain    = studentCritical(level, n-1)
		tost     = studentCritical(2*level, n-1)
		ranks    = newRankCheck(n)
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
		if different && ranks.agree(size, se) || !different && equivalent {
			decided++
		}
	}
	return float64(decided) / draws
}

const (
	// maxRanked is the largest number of blocks that is drawn for the ranks. Of more, as many
	// with the same t stand for them: how often the two tests disagree then depends on t alone.
	maxRanked = 50
	// plainlyApart is how many standard errors away no rank test has any doubt.
	plainlyApart = 5
)

// rankCheck says whether the signed-rank interval of simulated blocks excludes 1 too.
type rankCheck struct {
	order int // of the interval's end; 0 if the ranks have no say
	rng   *rand.Rand
	// sizes and below are what the blocks and those below zero have without their sign.
	sizes, below []float64
}

func newRankCheck(n int) *rankCheck {
	n = min(n, maxRanked)
	r := &rankCheck{rng: rand.New(rand.NewPCG(0x72616e6b, 0x73)), sizes: make([]float64, n)}
	if n >= minSignedRank {
		r.order = signedRankOrder(n, level)
	}
	return r
}

// agree draws blocks with exactly that mean, above zero, and standard error. Under normal
// log ratios what is left of them when both are taken out does not depend on either.
func (r *rankCheck) agree(mean, se float64) bool {
	if r.order == 0 || mean >= plainlyApart*se {
		return true
	}
	for i := range r.sizes {
		r.sizes[i] = r.rng.NormFloat64()
	}
	drawn := summarise(r.sizes)
	scale := se * math.Sqrt(float64(drawn.n)) / drawn.sd
	r.below = r.below[:0]
	for i, z := range r.sizes {
		d := mean + scale*(z-drawn.mean)
		if d < 0 {
			r.below = append(r.below, -d)
		}
		r.sizes[i] = math.Abs(d)
	}
	slices.Sort(r.sizes)
	// As many Walsh averages lie below zero as the ranks of the blocks below it add up to,
	// so the interval's end does if they reach its order.
	var sum int
	for _, size := range r.below {
		sum += 1 + sort.SearchFloat64s(r.sizes, size)
	}
	return sum < r.order
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
