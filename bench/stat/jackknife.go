package stat

import "math"

// Sum is what the N items of a group come to.
type Sum struct {
	N     int64
	Total float64
}

// leastGroups is how few groups have an interval: with fewer, one odd group decides it.
const leastGroups = 5

// OverGroups returns the 95 % interval of the mean of b over the mean of a, over items of which
// those of the groups are a sample: a[i] and b[i] are of the same items, drawn independently of
// those of other groups. It is symmetric on the log scale about the ratio of the pooled means.
// There is no interval if fewer than five groups have items in both, or if a mean is not positive.
//
// The variance is that of the delete-a-group jackknife, the interval Student's t with a degree of
// freedom less than there are groups: P. S. Kott, The Delete-a-Group Jackknife, Journal of
// Official Statistics 17 (2001), 521–526. Unlike a formula for the variance of a ratio of sums it
// stays right where groups differ in their number of items.
func OverGroups(a, b []Sum) Interval {
	var both [][2]Sum
	var all [2]Sum
	for i := range min(len(a), len(b)) {
		if a[i].N > 0 && b[i].N > 0 {
			both = append(both, [2]Sum{a[i], b[i]})
			all[0], all[1] = all[0].plus(a[i]), all[1].plus(b[i])
		}
	}
	if len(both) < leastGroups {
		return Interval{}
	}
	without := make([]float64, len(both))
	for i, group := range both {
		without[i] = logRatio(all[0].minus(group[0]), all[1].minus(group[1]))
		if math.IsNaN(without[i]) {
			return Interval{}
		}
	}
	whole := logRatio(all[0], all[1])
	if math.IsNaN(whole) {
		return Interval{}
	}
	left := summarise(without)
	// Estimates that share all groups but one vary n−1 times less than those of single groups do.
	left.sd *= float64(left.n - 1)
	left.mean = whole
	e := left.estimate()
	return e.around(e.half(level))
}

func (s Sum) plus(t Sum) Sum  { return Sum{s.N + t.N, s.Total + t.Total} }
func (s Sum) minus(t Sum) Sum { return Sum{s.N - t.N, s.Total - t.Total} }

// logRatio returns the logarithm of the mean of b over that of a, or NaN if one is not positive.
func logRatio(a, b Sum) float64 {
	if min(a.N, b.N) <= 0 || a.Total <= 0 || b.Total <= 0 {
		return math.NaN()
	}
	return math.Log(b.Total) - math.Log(float64(b.N)) - math.Log(a.Total) + math.Log(float64(a.N))
}
