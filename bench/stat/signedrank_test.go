package stat

import (
	"math"
	"testing"
)

// enumerate counts, over all 2ⁿ choices of positive ranks, how often each sum arises.
func enumerate(n int) []int {
	counts := make([]int, n*(n+1)/2+1)
	for signs := range 1 << n {
		w := 0
		for rank := 1; rank <= n; rank++ {
			if signs>>(rank-1)&1 == 1 {
				w += rank
			}
		}
		counts[w]++
	}
	return counts
}

func TestSignedRankDistributionAgainstEnumeration(t *testing.T) {
	for n := 1; n <= 14; n++ {
		counts := enumerate(n)
		got := signedRankLowerHalf(n)
		if len(got) != n*(n+1)/4+1 {
			t.Fatalf("signedRankLowerHalf(%d) has %d values, want %d", n, len(got), n*(n+1)/4+1)
		}
		for w, p := range got {
			if want := float64(counts[w]) / float64(int(1)<<n); p != want {
				t.Errorf("signedRankLowerHalf(%d)[%d] = %v, want %v", n, w, p, want)
			}
		}
	}
}

func TestSignedRankOrderAgainstEnumeration(t *testing.T) {
	for n := 1; n <= 14; n++ {
		counts, want, tail := enumerate(n), 0, 0
		for w := 0; ; w++ {
			if tail += counts[w]; 2*float64(tail) > level*float64(int(1)<<n) {
				break
			}
			want++
		}
		if got := signedRankOrder(n, level); got != want {
			t.Errorf("signedRankOrder(%d, %v) = %d, want %d", n, level, got, want)
		}
		if (want > 0) != (n >= minSignedRank) {
			t.Errorf("an interval at n = %d: %v, want it from %d blocks on", n, want > 0, minSignedRank)
		}
	}
}

// The depression scores of Hollander and Wolfe, Nonparametric Statistical Methods,
// table 3.1: their examples 3.3 and 3.4 give the estimate −0.46 and, at 96.1 %, the
// interval from −0.786 to −0.010.
func TestHodgesLehmannAgainstHollanderWolfe(t *testing.T) {
	x := []float64{1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30}
	y := []float64{0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29}
	d := make([]float64, len(x))
	for i := range x {
		d[i] = y[i] - x[i]
	}
	got := hodgesLehmann(d, level)
	for _, v := range []struct {
		name      string
		got, want float64
	}{
		{"estimate", got.estimate, -0.460},
		{"lo", got.lo, -0.786},
		{"hi", got.hi, -0.010},
	} {
		if math.Abs(v.got-v.want) > 5e-4 {
			t.Errorf("hodgesLehmann(depression).%s = %.4f, want %.3f", v.name, v.got, v.want)
		}
	}
}

func TestHodgesLehmannSmall(t *testing.T) {
	if got := hodgesLehmann([]float64{1, 2, 3, 4, 5}, level); got.known {
		t.Errorf("hodgesLehmann of 5 blocks = %+v, want none", got)
	}
	// At 6 only the widest interval reaches 95 %; the 21 averages of 0 … 5 centre on 2.5.
	want := signedRank{known: true, estimate: 2.5, lo: 0, hi: 5}
	if got := hodgesLehmann([]float64{3, 0, 5, 1, 4, 2}, level); got != want {
		t.Errorf("hodgesLehmann(0 … 5) = %+v, want %+v", got, want)
	}
	want = signedRank{known: true, estimate: -0.9, lo: -0.9, hi: -0.9}
	if got := hodgesLehmann([]float64{-0.9, -0.9, -0.9, -0.9, -0.9, -0.9}, level); got != want {
		t.Errorf("hodgesLehmann(six times -0.9) = %+v, want %+v", got, want)
	}
}
