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
	// One block in ten is five times as noisy as the others: sd √(0.9 + 0.1·25).
	{"odd blocks", func(r *rand.Rand) float64 {
		z := r.NormFloat64() / math.Sqrt(3.4)
		if r.IntN(10) == 0 {
			z *= 5
		}
		return z
	}},
}

func series(r *rand.Rand, draw func(*rand.Rand) float64, n int, mean, sd float64) []float64 {
	d := make([]float64, n)
	for i := range d {
		d[i] = mean + sd*draw(r)
	}
	return d
}

// TestIntervalCoverage checks how often the printed intervals contain the truth: Student's in
// 92 to 97 % of runs, the signed-rank one, which is exact where the spread is symmetric, in at
// least 95 %.
func TestIntervalCoverage(t *testing.T) {
	t.Parallel()
	const runs = 6000
	for _, spread := range spreads {
		for _, n := range []int{5, 10, 20} {
			r := rand.New(rand.NewPCG(1, uint64(n)))
			covered, ranked := 0, 0
			for range runs {
				s := from(series(r, spread.draw, n, -0.3, 0.1), nil, 0.05)
				_, judged := judge([]Sample{s})
				c, truth := judged[0], math.Exp(-0.3)
				if c.CI.Lo <= truth && truth <= c.CI.Hi {
					covered++
				}
				if c.SignedRank.Lo <= truth && truth <= c.SignedRank.Hi {
					ranked++
				}
			}
			coverage, ranks := float64(covered)/runs, float64(ranked)/runs
			t.Logf("%s, n = %d: Student's interval covers the truth in %.1f %% of runs", spread.name, n, 100*coverage)
			if coverage < 0.92 || coverage > 0.97 {
				t.Errorf("%s, n = %d: coverage %.3f, want 0.92 to 0.97", spread.name, n, coverage)
			}
			if n < minSignedRank {
				continue
			}
			t.Logf("%s, n = %d: the signed-rank interval in %.1f %%", spread.name, n, 100*ranks)
			// What is skewed is not symmetric about its mean.
			if ranks < 0.945 && spread.name != "skewed" {
				t.Errorf("%s, n = %d: signed-rank coverage %.3f, want 0.95 but for chance", spread.name, n, ranks)
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

// TestFalseVerdicts judges identical systems by the whole rule, floor and ranks included,
// and counts the runs in which any metric of the family was called better or worse.
func TestFalseVerdicts(t *testing.T) {
	t.Parallel()
	const runs = 400
	for _, family := range []struct {
		metrics int
		common  float64
	}{
		{4, 0.3},
		// Five metrics of two operations: independent, and moving together.
		{10, 0}, {10, 0.7},
	} {
		for _, spread := range spreads {
			for _, n := range []int{5, 10, 20} {
				r := rand.New(rand.NewPCG(2, uint64(n)))
				wrong, certain := 0, 0
				for range runs {
					_, comparisons := judge(identical(r, spread.draw, family.metrics, n, family.common))
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
				t.Logf("family of %d, %.0f %% in common, %s, n = %d: any better or worse in %.1f %% of runs, %.1f %% without the floor",
					family.metrics, 100*family.common, spread.name, n, 100*share, 100*float64(certain)/runs)
				if share > 0.05 {
					t.Errorf("family of %d, %.1f in common, %s, n = %d: false verdicts in %.3f of the runs, want at most 0.05",
						family.metrics, family.common, spread.name, n, share)
				}
			}
		}
	}
}

// TestFalseVerdictsOfTheRule has an A/A arm without any spread, so that no floor helps: only
// the test and Holm's correction prevent false verdicts.
func TestFalseVerdictsOfTheRule(t *testing.T) {
	t.Parallel()
	const runs = 1000
	for _, n := range []int{5, 10, 20} {
		r := rand.New(rand.NewPCG(4, uint64(n)))
		wrong := 0
		for range runs {
			samples := identical(r, (*rand.Rand).NormFloat64, 10, n, 0.5)
			for i := range samples {
				samples[i].AA[1] = samples[i].AA[0]
			}
			_, comparisons := judge(samples)
			for _, c := range comparisons {
				if mirror[c.Verdict] != c.Verdict {
					wrong++
					break
				}
			}
		}
		share := float64(wrong) / runs
		t.Logf("family of 10 without a floor, n = %d: any better or worse in %.1f %% of runs", n, 100*share)
		if share > 0.05+0.014 { // two standard errors
			t.Errorf("family of 10 without a floor, n = %d: false verdicts in %.3f of the runs, want 0.05 but for chance", n, share)
		}
	}
}

// TestFalseEquivalence draws a ratio just at the margin: equivalent would be wrong, and two
// one-sided tests at 5 % say it in at most 5 % of the runs.
func TestFalseEquivalence(t *testing.T) {
	t.Parallel()
	const runs = 4000
	for _, n := range []int{5, 10, 20} {
		r := rand.New(rand.NewPCG(6, uint64(n)))
		wrong := 0
		for range runs {
			d := series(r, (*rand.Rand).NormFloat64, n, math.Log(1.05), 0.02)
			// A wide A/A arm: nothing can be better or worse, so only equivalence can go wrong.
			_, judged := judge([]Sample{from(d, around(0, 1, n), 0.05)})
			if judged[0].Verdict == Equivalent {
				wrong++
			}
		}
		share := float64(wrong) / runs
		t.Logf("at the margin, n = %d: called equivalent in %.1f %% of runs", n, 100*share)
		if share > 0.05+0.007 {
			t.Errorf("at the margin, n = %d: called equivalent in %.3f of the runs, want 0.05 but for chance", n, share)
		}
	}
}
