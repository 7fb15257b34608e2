package stat

import (
	"math"
	"math/rand/v2"
	"testing"
)

// simulated is how many seeds each simulation has, and simulatedBlocks the blocks that it has of
// each: as few as the plans have, and as many.
const simulated = 200

var simulatedBlocks = []int{6, 10, 12, 20}

// spreads are what logarithms of an arm's values may look like, each with mean 0 and standard
// deviation 1.
var spreads = []struct {
	name string
	draw func(r *rand.Rand) float64
}{
	{"lognormal", (*rand.Rand).NormFloat64},
	// Student's t with 3 degrees of freedom, whose variance is 3.
	{"heavy tails", func(r *rand.Rand) float64 { return r.NormFloat64() / math.Sqrt(chiSquared(r, 3)) }},
	// A chi-squared of 8 degrees of freedom, centred: skewness 1, as latencies may have
	// that an occasional slow block drags upwards.
	{"skewed", func(r *rand.Rand) float64 { return (chiSquared(r, 8) - 8) / 4 }},
	// One value in ten is five times as noisy as the others: sd √(0.9 + 0.1·25).
	{"odd values", func(r *rand.Rand) float64 {
		z := r.NormFloat64() / math.Sqrt(3.4)
		if r.IntN(10) == 0 {
			z *= 5
		}
		return z
	}},
}

func chiSquared(r *rand.Rand, v int) (sum float64) {
	for range v {
		z := r.NormFloat64()
		sum += z * z
	}
	return sum
}

func series(r *rand.Rand, draw func(*rand.Rand) float64, n int, mean, sd float64) []float64 {
	d := make([]float64, n)
	for i := range d {
		d[i] = mean + sd*draw(r)
	}
	return d
}

// arms are the values of one metric in each block of a run: of the baseline, of its second arm,
// and of what is compared with it.
type arms struct{ a, second, b []float64 }

// lab makes runs. The block, which may be twice as fast as another, affects all three arms alike.
type lab struct {
	draw    func(*rand.Rand) float64
	metrics int
	// common is the share of the variance of an arm that all metrics have in common.
	common float64
	// effect is ln(b/a) of the first metric, sd that of an arm's own noise.
	effect, sd float64
}

// run makes the metrics of a run of n blocks.
func (l lab) run(r *rand.Rand, n int) []arms {
	metrics := make([]arms, l.metrics)
	own, shared := math.Sqrt(1-l.common), math.Sqrt(l.common)
	for range n {
		block := 0.3 * r.NormFloat64()
		together := [3]float64{l.draw(r), l.draw(r), l.draw(r)}
		for i := range metrics {
			var v [3]float64
			for j := range v {
				v[j] = 100 * math.Exp(block+l.sd*(shared*together[j]+own*l.draw(r)))
			}
			if i == 0 {
				v[2] *= math.Exp(l.effect)
			}
			m := &metrics[i]
			m.a, m.second, m.b = append(m.a, v[0]), append(m.second, v[1]), append(m.b, v[2])
		}
	}
	return metrics
}

// judge applies the rule: the baseline of a block is the geometric mean of its two arms.
func judge(metrics []arms) []Comparison {
	var samples []Sample
	for _, m := range metrics {
		s := Sample{B: m.b, Margin: 0.05}
		for i := range m.a {
			s.A = append(s.A, math.Sqrt(m.a[i]*m.second[i]))
		}
		samples = append(samples, s)
	}
	return Judge(samples)
}

// judgeByTheOldRule is what the rule was: one arm is the baseline, and a difference counts only if
// it exceeds the end of the A/A interval that lies farther from 1. The verdicts are without that condition, counts is whether it
// holds.
func judgeByTheOldRule(metrics []arms) (verdicts []Verdict, counts []bool) {
	var samples []Sample
	var pairs [][2][]float64
	for _, m := range metrics {
		samples = append(samples, Sample{A: m.a, B: m.b, Margin: 0.05})
		pairs = append(pairs, [2][]float64{m.a, m.second})
	}
	controls := Controls(pairs)
	for i, c := range Judge(samples) {
		farther := max(math.Abs(math.Log(controls[i].CI.Lo)), math.Abs(math.Log(controls[i].CI.Hi)))
		verdicts, counts = append(verdicts, c.Verdict), append(counts, math.Abs(math.Log(c.Ratio)) > farther)
	}
	return verdicts, counts
}

func differs(v Verdict) bool { return mirror[v] != v }

// TestIntervalCoverage checks how often the printed intervals contain the truth: Student's in 92 to
// 98 % of cases, the signed-rank one, which is exact where the spread is symmetric, in at least
// 95 %.
func TestIntervalCoverage(t *testing.T) {
	t.Parallel()
	const metrics = 3
	for _, spread := range spreads {
		for _, n := range simulatedBlocks {
			l := lab{draw: spread.draw, metrics: metrics, sd: 0.1}
			covered, ranked := 0, 0
			for seed := range uint64(simulated) {
				for _, c := range judge(l.run(rand.New(rand.NewPCG(seed, 1)), n)) {
					if c.CI.Lo <= 1 && 1 <= c.CI.Hi {
						covered++
					}
					if c.SignedRank.Lo <= 1 && 1 <= c.SignedRank.Hi {
						ranked++
					}
				}
			}
			coverage, ranks := float64(covered)/simulated/metrics, float64(ranked)/simulated/metrics
			t.Logf("%s, n = %d: Student's interval covers the truth in %.1f %%, the signed-rank interval in %.1f %%", spread.name, n, 100*coverage, 100*ranks)
			if coverage < 0.92 || coverage > 0.98 {
				t.Errorf("%s, n = %d: coverage %.3f, want 0.92 to 0.98", spread.name, n, coverage)
			}
			if ranks < 0.95-0.018 && spread.name != "skewed" { // two standard errors
				t.Errorf("%s, n = %d: signed-rank coverage %.3f, want 0.95 but for chance", spread.name, n, ranks)
			}
		}
	}
}

// TestBlocksWithOneBaseline leaves only one of the two arms of the baseline in a third of the
// blocks. Such a block has more variance than the others, and the interval covers the truth as
// often as it says all the same; without those blocks it is wider.
func TestBlocksWithOneBaseline(t *testing.T) {
	t.Parallel()
	const metrics = 2
	for _, n := range simulatedBlocks {
		covered, kept, dropped := 0, 0.0, 0.0
		for seed := range uint64(simulated) {
			l := lab{draw: (*rand.Rand).NormFloat64, metrics: metrics, sd: 0.1}
			for _, m := range l.run(rand.New(rand.NewPCG(seed, 2)), n) {
				var whole arms
				for i := range m.a {
					if i%3 == 0 {
						m.second[i] = m.a[i] // their mean is the one that is there
						continue
					}
					whole.a, whole.second, whole.b = append(whole.a, m.a[i]), append(whole.second, m.second[i]), append(whole.b, m.b[i])
				}
				c := judge([]arms{m, whole})
				if c[0].CI.Lo <= 1 && 1 <= c[0].CI.Hi {
					covered++
				}
				kept += math.Log(c[0].CI.Hi / c[0].CI.Lo)
				dropped += math.Log(c[1].CI.Hi / c[1].CI.Lo)
			}
		}
		coverage := float64(covered) / simulated / metrics
		t.Logf("n = %d, a third with one baseline: coverage %.1f %%; without those blocks the interval is %.2f times as wide", n, 100*coverage, dropped/kept)
		if coverage < 0.92 || coverage > 0.98 || dropped <= kept {
			t.Errorf("n = %d: coverage %.3f and widths %.3f and %.3f, want 0.92 to 0.98 and the first narrower", n, coverage, kept, dropped)
		}
	}
}

// TestFalseVerdicts judges identical systems by the whole rule in families as large as those of the
// plans, and counts the runs in which any metric was called better or worse.
func TestFalseVerdicts(t *testing.T) {
	t.Parallel()
	for _, family := range []struct {
		metrics int
		common  float64
		spreads int // how many of them
	}{{12, 0, 4}, {12, 0.7, 2}, {48, 0.3, 2}} {
		all, wrong := 0, 0
		for _, spread := range spreads[:family.spreads] {
			for _, n := range simulatedBlocks {
				l := lab{draw: spread.draw, metrics: family.metrics, common: family.common, sd: 0.05}
				found := 0
				for seed := range uint64(simulated) {
					for _, c := range judge(l.run(rand.New(rand.NewPCG(seed, 3)), n)) {
						if differs(c.Verdict) {
							found++
							break
						}
					}
				}
				all, wrong = all+simulated, wrong+found
				share := float64(found) / simulated
				t.Logf("family of %d, %.0f %% in common, %s, n = %d: any better or worse in %.1f %% of runs", family.metrics, 100*family.common, spread.name, n, 100*share)
				if share > 0.05+0.046 { // three standard errors, since there are many such shares
					t.Errorf("family of %d, %v in common, %s, n = %d: false verdicts in %.3f of the runs, want 0.05 but for chance", family.metrics, family.common, spread.name, n, share)
				}
			}
		}
		t.Logf("family of %d, %.0f %% in common, all together: %.2f %% of %d runs", family.metrics, 100*family.common, 100*float64(wrong)/float64(all), all)
		if wrong*20 > all {
			t.Errorf("family of %d, %v in common: false verdicts in %d of %d runs, want at most 5 %%", family.metrics, family.common, wrong, all)
		}
	}
}

// TestFalseEquivalence draws a ratio just at the margin: equivalent would be wrong, and two
// one-sided tests at 5 % say it in at most 5 % of the runs.
func TestFalseEquivalence(t *testing.T) {
	t.Parallel()
	const runs = 4000
	for _, n := range simulatedBlocks {
		r := rand.New(rand.NewPCG(6, uint64(n)))
		wrong := 0
		for range runs {
			// Beside many untested samples nothing can be better or worse, so that only
			// equivalence can go wrong.
			f, c := describe(from(series(r, (*rand.Rand).NormFloat64, n, math.Log(1.05), 0.02), 0.05))
			if c.Verdict, _ = f.verdict(1); c.Verdict == Equivalent {
				wrong++
			}
		}
		share := float64(wrong) / runs
		t.Logf("at the margin, n = %d: called equivalent in %.1f %% of runs", n, 100*share)
		if share > 0.05+0.007 { // two standard errors
			t.Errorf("at the margin, n = %d: called equivalent in %.3f of the runs, want 0.05 but for chance", n, share)
		}
	}
}

// TestFalseControls has two arms that are the same: some control differs in at most 5 % of runs.
func TestFalseControls(t *testing.T) {
	t.Parallel()
	all, wrong := 0, 0
	for _, spread := range spreads[:1] {
		for _, n := range simulatedBlocks {
			l := lab{draw: spread.draw, metrics: 18, common: 0.3, sd: 0.05}
			for seed := range uint64(simulated) {
				var pairs [][2][]float64
				for _, m := range l.run(rand.New(rand.NewPCG(seed, 4)), n) {
					pairs = append(pairs, [2][]float64{m.a, m.second})
				}
				for _, c := range Controls(pairs) {
					if c.Differs() {
						wrong++
						break
					}
				}
				all++
			}
		}
	}
	t.Logf("A/A differs in %.2f %% of %d runs", 100*float64(wrong)/float64(all), all)
	if wrong*20 > all {
		t.Errorf("A/A differs in %d of %d runs, want at most 5 %%", wrong, all)
	}
}
