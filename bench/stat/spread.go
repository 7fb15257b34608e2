package stat

import "math"

// Spread says how values scatter within groups, such as the blocks of runs, and how the means of the
// groups do beyond that.
type Spread struct {
	// Values and Groups count what the figures rest on. A group of one value says nothing of the
	// spread within.
	Values, Groups int
	// Within is the standard deviation within groups, which is taken to be the same in all, and Lo to
	// Hi its 95 % interval, by the chi-squared distribution with Freedom degrees of freedom. All are 0
	// without a group of two.
	Within, Lo, Hi float64
	Freedom        int
	// Between is the standard deviation of the groups' true means, in a one-way model of random
	// effects: what is left of the spread of the means when that within is taken out, 0 if nothing
	// is. BetweenKnown is false without two groups, or if Within is not known.
	Between      float64
	BetweenKnown bool
}

// SpreadOf returns the spread of groups of values. Empty groups do not count.
func SpreadOf(groups [][]float64) (s Spread) {
	var means, sizes []float64
	var squares float64 // of the differences from the means of the groups
	for _, values := range groups {
		if len(values) == 0 {
			continue
		}
		p := summarise(values)
		s.Values += p.n
		s.Freedom += p.n - 1
		squares += p.sd * p.sd * float64(p.n-1)
		means, sizes = append(means, p.mean), append(sizes, float64(p.n))
	}
	s.Groups = len(means)
	if s.Freedom == 0 {
		return s
	}
	s.Within = math.Sqrt(squares / float64(s.Freedom))
	s.Lo = math.Sqrt(squares / chiSquaredQuantile(1-level/2, s.Freedom))
	s.Hi = math.Sqrt(squares / chiSquaredQuantile(level/2, s.Freedom))
	if s.BetweenKnown = s.Groups >= 2; s.BetweenKnown {
		s.Between = between(means, sizes, s.Within*s.Within)
	}
	return s
}

// between returns the standard deviation of true means of groups, by the analysis of variance.
func between(means, sizes []float64, within float64) float64 {
	var n, sum, squaredSizes float64
	for i, size := range sizes {
		n += size
		sum += size * means[i]
		squaredSizes += size * size
	}
	var among float64
	for i, size := range sizes {
		among += size * (means[i] - sum/n) * (means[i] - sum/n)
	}
	others := float64(len(means) - 1)
	size := (n - squaredSizes/n) / others // the mean size, if all are alike
	return math.Sqrt(max(0, (among/others-within)/size))
}

// BlocksFor returns how many blocks give a 95 % t interval that reaches no further than a factor of
// 1 + width from the ratio, at a standard deviation of the blocks' log ratios. It is at least 2, and 0 if
// a million do not suffice.
func BlocksFor(sd, width float64) int {
	const most = 1_000_000
	half := math.Log1p(width)
	enough := func(n int) bool { return studentCritical(level, n-1)*sd/math.Sqrt(float64(n)) <= half }
	high := 2
	for !enough(high) {
		if high *= 2; high > most {
			return 0
		}
	}
	low := max(2, high/2)
	for low < high {
		if middle := (low + high) / 2; enough(middle) {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return high
}
