package stat

import (
	"math"
	"testing"
)

// The ends without or with nothing but events have a closed form; the others are from R's binom.test.
func TestShare(t *testing.T) {
	for _, test := range []struct {
		k, n   int
		lo, hi float64
	}{
		{0, 0, 0, 1},
		{0, 20, 0, 1 - math.Pow(0.025, 1.0/20)},
		{20, 20, math.Pow(0.025, 1.0/20), 1},
		{1, 20, 0.00126508949594, 0.2487327628},
		{2, 10, 0.0252107263268, 0.5560954623},
		{5, 10, 0.18708602844, 0.81291397156},
	} {
		lo, hi := Share(test.k, test.n)
		if math.Abs(lo-test.lo) > 1e-8 || math.Abs(hi-test.hi) > 1e-8 {
			t.Errorf("Share(%d, %d) = %.11f, %.11f, want %.11f, %.11f", test.k, test.n, lo, hi, test.lo, test.hi)
		}
	}
}

// An end is where the tail of the binomial distribution, summed up term by term, has 2.5 %.
func TestShareLeavesTheTails(t *testing.T) {
	const n = 37
	tail := func(k int, p float64) (sum float64) { // at least k
		for i := k; i <= n; i++ {
			sum += binomial(n, i) * math.Pow(p, float64(i)) * math.Pow(1-p, float64(n-i))
		}
		return sum
	}
	for k := range n + 1 {
		lo, hi := Share(k, n)
		if got := tail(k, lo); k > 0 && math.Abs(got-0.025) > 1e-9 {
			t.Errorf("Share(%d, %d): at the lower end %v, as many or more have %v, want 0.025", k, n, lo, got)
		}
		if got := 1 - tail(k+1, hi); k < n && math.Abs(got-0.025) > 1e-9 {
			t.Errorf("Share(%d, %d): at the upper end %v, as many or fewer have %v, want 0.025", k, n, hi, got)
		}
	}
}

func binomial(n, k int) float64 {
	product := 1.0
	for i := range k {
		product *= float64(n-i) / float64(i+1)
	}
	return product
}
