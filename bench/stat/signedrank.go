package stat

import "slices"

// minSignedRank is the fewest blocks that give an interval of 95 %: even the widest one, from the smallest to the largest, misses with probability 2/2ⁿ.
const minSignedRank = 6

// signedRank is the Hodges-Lehmann estimate and its interval, on the log scale; nothing if known
// is false.
type signedRank struct {
	known            bool
	estimate, lo, hi float64
}

// hodgesLehmann inverts Wilcoxon's signed-rank test (Hollander and Wolfe, Nonparametric
// Statistical Methods, sections 3.2 and 3.3): the estimate is the median of the Walsh
// averages, and the interval runs from the kth smallest to the kth largest, closed, with
// the largest k that still misses with probability at most alpha. Time and memory grow
// with the square and cube of len(d): meant for tens of blocks, bearable at a thousand.
func hodgesLehmann(d []float64, alpha float64) signedRank {
	if len(d) < minSignedRank {
		return signedRank{}
	}
	walsh := make([]float64, 0, len(d)*(len(d)+1)/2)
	for i, x := range d {
		for _, y := range d[:i+1] {
			walsh = append(walsh, x+(y-x)/2)
		}
	}
	slices.Sort(walsh)
	m := len(walsh)
	k := signedRankOrder(len(d), alpha)
	return signedRank{
		known:    true,
		estimate: walsh[(m-1)/2] + (walsh[m/2]-walsh[(m-1)/2])/2,
		lo:       walsh[k-1],
		hi:       walsh[m-k],
	}
}

// signedRankOrder returns the largest k with 2·P(W ≤ k−1) ≤ alpha, or 0 if there is none.
func signedRankOrder(n int, alpha float64) int {
	var tail float64
	for k, p := range signedRankLowerHalf(n) {
		if tail += p; 2*tail > alpha {
			return k
		}
	}
	return 0 // unreachable for alpha < 1: half of the distribution holds half of the mass
}

// signedRankLowerHalf returns the exact null distribution P(W = w) of the sum of the positive
// ranks, for w from 0 to the middle of its range; the rest is its mirror. Each rank joins the
// sum with probability one half, independently of the others.
func signedRankLowerHalf(n int) []float64 {
	p := make([]float64, n*(n+1)/4+1)
	p[0] = 1
	for rank := 1; rank <= n; rank++ {
		for w := len(p) - 1; w >= 0; w-- {
			if p[w] /= 2; w >= rank {
				p[w] += p[w-rank] / 2
			}
		}
	}
	return p
}

// sameSign reports whether the whole interval has the sign of mean.
func (s signedRank) sameSign(mean float64) bool {
	return mean < 0 && s.hi < 0 || mean > 0 && s.lo > 0
}
