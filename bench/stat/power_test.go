package stat

import (
	"math"
	"math/rand/v2"
	"testing"
)

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
	t.Parallel()
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
		// Without a floor the signed-rank check has most to say.
		{"exact A/A", future{effect: 0.12, sd: 0.1, margin: 0.01, family: 1}, 5},
		{"exact A/A, small effect", future{effect: 0.09, sd: 0.1, margin: 0.01, family: 1}, 5},
		{"exact A/A, very small effect", future{effect: 0.036, sd: 0.1, margin: 0.005, family: 1}, 5},
	}
	for _, tt := range tests {
		n := tt.have + tt.next.moreBlocks(tt.have)
		power, unstable := outcomes(tt.next, n)
		before, _ := outcomes(tt.next, n-1)
		t.Logf("%s: %d blocks, power %.1f %% (%.1f %% with one less), unstable %.1f %%", tt.name, n, 100*power, 100*before, 100*unstable)
		if power < 0.75 || before > 0.85 || n == tt.have {
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
