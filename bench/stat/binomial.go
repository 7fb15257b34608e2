package stat

// Share returns the exact 95 % interval of a probability of which k of n trials gave an event, by Clopper
// and Pearson (Biometrika 26, 1934). It holds at least 95 % of the time, whatever the probability is.
// Without trials it is 0 to 1. It panics unless 0 ≤ k ≤ n.
func Share(k, n int) (lo, hi float64) {
	if k < 0 || k > n {
		panic("stat: k is not in 0 to n")
	}
	lo, hi = 0, 1
	// At least k events of n have the probability I_p(k, n−k+1).
	atLeast := func(k int, p float64) float64 { return regularisedBeta(float64(k), float64(n-k+1), p, 1-p) }
	if k > 0 {
		lo = rootOf(0, 1, func(p float64) float64 { return atLeast(k, p) - level/2 })
	}
	if k < n {
		hi = rootOf(0, 1, func(p float64) float64 { return atLeast(k+1, p) - (1 - level/2) })
	}
	return lo, hi
}
