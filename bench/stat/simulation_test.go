package stat

import (
	"math"
	"math/rand/v2"
	"testing"
)

// spreads are what log ratios may look like, each with mean 0 and standard deviation 1.
var spreads = []struct {
	name string
	draw func(r *rand.Rand) float64
}{
	{"normal", (*rand.Rand).NormFloat64},
	// A chi-squared of 8 degrees of freedom, centred: skewness 1, as latencies may have
	// that an occasional slow block drags upwards.
	{"skewed", func(r *rand.Rand) float64 {
		var sum float64
		for range 8 {
			z := r.NormFloat64()
			sum += z * z
		}
		return (sum - 8) / 4
	}},
}

func series(r *rand.Rand, draw func(*rand.Rand) float64, n int, mean, sd float64) []float64 {
	d := make([]float64, n)
	for i := range d {
		d[i] = mean + sd*draw(r)
	}
	return d
}

func TestIntervalCoverage(t *testing.T) {
	const runs = 8000
	for _, spread := range spreads {
		for _, n := range []int{5, 10, 20} {
			r := rand.New(rand.NewPCG(1, uint64(n)))
			critical := studentCritical(level, n-1)
			covered := 0
			for range runs {
				p := summarise(series(r, spread.draw, n, 0, 1))
				if math.Abs(p.mean) <= critical*p.sd/math.Sqrt(float64(n)) {
					covered++
				}
			}
			coverage := float64(covered) / runs
			t.Logf("%s, n = %d: coverage %.1f %%", spread.name, n, 100*coverage)
			if coverage < 0.92 || coverage > 0.97 {
				t.Errorf("%s, n = %d: coverage %.3f, want 0.92 to 0.97", spread.name, n, coverage)
			}
		}
	}
}

// identical builds a run of metrics on identical systems: three arms with one spread,
// the A/A pair made of a and a third, as a run has it. common is the share of each
// metric's spread that all metrics have in common.
func identical(r *rand.Rand, draw func(*rand.Rand) float64, metrics, n int, common float64) []Sample {
	samples := make([]Sample, metrics)
	for range n {
		shared := [3]float64{draw(r), draw(r), draw(r)}
		for i := range samples {
			var arm [3]float64
			for j := range arm {
				arm[j] = math.Exp(0.05 * (math.Sqrt(common)*shared[j] + math.Sqrt(1-common)*draw(r)))
			}
			s := &samples[i]
			s.A, s.B = append(s.A, arm[0]), append(s.B, arm[1])
			s.AA[0], s.AA[1] = append(s.AA[0], arm[0]), append(s.AA[1], arm[2])
			s.Margin = 0.05
		}
	}
	return samples
}

func TestFalseVerdicts(t *testing.T) {
	const runs = 400
	for _, spread := range spreads {
		for _, n := range []int{5, 10, 20} {
			r := rand.New(rand.NewPCG(2, uint64(n)))
			wrong, certain := 0, 0
			for range runs {
				_, comparisons := judge(identical(r, spread.draw, 4, n, 0.3))
				found, differs := false, false
				for _, c := range comparisons {
					found = found || mirror[c.Verdict] != c.Verdict
					differs = differs || c.Adjusted < level
				}
				if found {
					wrong++
				}
				if differs {
					certain++
				}
			}
			share := float64(wrong) / runs
			t.Logf("%s, n = %d: any of 4 metrics better or worse in %.1f %% of runs, %.1f %% without the floor", spread.name, n, 100*share, 100*float64(certain)/runs)
			if share > 0.05 {
				t.Errorf("%s, n = %d: false verdicts in %.3f of the runs, want at most 0.05", spread.name, n, share)
			}
		}
	}
}

// outcomes judges runs of n blocks by the whole rule, signed-rank check included, and
// returns the shares that were decided and unstable.
func outcomes(next future, n int) (decided, unstable float64) {
	const runs = 300
	r := rand.New(rand.NewPCG(3, uint64(n)))
	for range runs {
		// Untested neighbours put the sample at Holm's strictest step.
		samples := make([]Sample, next.family)
		samples[0] = from(
			series(r, (*rand.Rand).NormFloat64, n, next.effect, next.sd),
			series(r, (*rand.Rand).NormFloat64, n, next.bias, next.aaSD),
			math.Expm1(next.margin),
		)
		_, comparisons := judge(samples)
		switch comparisons[0].Verdict {
		case Inconclusive:
		case Unstable:
			unstable += 1.0 / runs
		default:
			decided += 1.0 / runs
		}
	}
	return decided, unstable
}

func TestMoreBlocksKeepsItsPromise(t *testing.T) {
	tests := []struct {
		name string
		next future
		have int
	}{
		{"clear effect", future{effect: 0.25, sd: 0.1, aaSD: 0.1, margin: 0.05, family: 1}, 3},
		{"effect like the spread", future{effect: 0.1, sd: 0.1, aaSD: 0.1, margin: 0.05, family: 4}, 5},
		{"no effect", future{effect: 0.001, sd: 0.1, aaSD: 0.1, margin: 0.05, family: 4}, 5},
		{"noisy A/A", future{effect: 0.15, sd: 0.05, aaSD: 0.3, margin: 0.05, family: 1}, 5},
		{"biased A/A", future{effect: 0.15, sd: 0.1, bias: 0.05, aaSD: 0.05, margin: 0.01, family: 1}, 5},
		// Without a floor the signed-rank check has most to say: it is left out of the
		// simulation, so this is where the promise is weakest.
		{"exact A/A", future{effect: 0.12, sd: 0.1, margin: 0.01, family: 1}, 5},
		{"exact A/A, small effect", future{effect: 0.09, sd: 0.1, margin: 0.01, family: 1}, 5},
	}
	for _, tt := range tests {
		n := tt.have + tt.next.moreBlocks(tt.have)
		power, unstable := outcomes(tt.next, n)
		before, _ := outcomes(tt.next, n-1)
		t.Logf("%s: %d blocks, power %.1f %% (%.1f %% with one less), unstable %.1f %%", tt.name, n, 100*power, 100*before, 100*unstable)
		if power+unstable < 0.75 || power < 0.70 || before > 0.85 || n == tt.have {
			t.Errorf("%s: power %.3f with %d blocks and %.3f with one less, want 0.8 to lie between", tt.name, power, n, before)
		}
	}
}

func TestMoreBlocks(t *testing.T) {
	tests := []struct {
		name string
		next future
		have int
		want int
	}{
		{"hopeless spread", future{effect: 0.01, sd: 5, aaSD: 5, margin: 0.01, family: 1}, 5, 0},
		{"A/A bias above the effect", future{effect: 0.1, sd: 0.1, bias: 0.2, aaSD: 0.01, margin: 0.05, family: 1}, 5, 0},
		{"already at the cap", future{effect: 1, sd: 0.1, aaSD: 0.1, family: 1}, maxBlocks, 0},
		{"the next is enough", future{effect: 1, sd: 0.01, aaSD: 0.01, margin: 0.05, family: 1}, 5, 1},
		{"one below the cap", future{effect: 1, sd: 0.01, aaSD: 0.01, family: 1}, maxBlocks - 1, 1},
		{"no spread", future{effect: 0.1, aaSD: 0, family: 1}, 5, 1},
		{"no spread and nothing to find", future{margin: 0, bias: 0.1, family: 1}, 5, 1},
	}
	for _, tt := range tests {
		if got := tt.next.moreBlocks(tt.have); got != tt.want {
			t.Errorf("%s: %+v.moreBlocks(%d) = %d, want %d", tt.name, tt.next, tt.have, got, tt.want)
		}
	}
}

// A chi-squared variate has mean v and variance 2v.
func TestChiMoments(t *testing.T) {
	const runs = 20_000
	for _, v := range []int{2, 3, 9, 99} {
		r := rand.New(rand.NewPCG(5, uint64(v)))
		squares := make([]float64, runs)
		for i := range squares {
			c := chi(r, v)
			squares[i] = c * c * float64(v)
		}
		got := summarise(squares)
		nu := float64(v)
		if math.Abs(got.mean/nu-1) > 0.04 || math.Abs(got.sd*got.sd/(2*nu)-1) > 0.1 {
			t.Errorf("chi(%d)²·%d has mean %.3f and variance %.3f, want %v and %v", v, v, got.mean, got.sd*got.sd, nu, 2*nu)
		}
	}
}

func TestMoreBlocksIsRepeatable(t *testing.T) {
	s := []Sample{from(around(-0.05, 0.3, 10), around(0, 0.1, 10), 0.05)}
	first, second := Judge(s)[0], Judge(s)[0]
	if first.MoreBlocks == 0 || first.MoreBlocks != second.MoreBlocks {
		t.Errorf("Judge twice gave %d and %d more blocks, want the same above 0", first.MoreBlocks, second.MoreBlocks)
	}
}
