package stat

import (
	"cmp"
	"slices"
)

// holm returns the p values, adjusted for being tested together, in the given order:
// the smallest is multiplied by their number, the next by one less, never below the one
// before and never above 1 (Holm, Scand. J. Statist. 6, 1979). At a level of 0.05 it
// holds the chance of any false finding among them below 0.05, whatever their
// dependence; metrics of the same run do depend on each other.
func holm(ps []float64) []float64 {
	order := make([]int, len(ps))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(ps[i], ps[j]) })
	adjusted := make([]float64, len(ps))
	var least float64
	for rank, i := range order {
		least = max(least, min(1, ps[i]*float64(len(ps)-rank)))
		adjusted[i] = least
	}
	return adjusted
}
