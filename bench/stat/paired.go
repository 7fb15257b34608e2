package stat

import (
	"math"
	"slices"
)

// resolution is the difference of logarithms that is taken for rounding: ln of a float64 is good
// to about 1e-13 at the ends of its range. Byte counts are often exact, and without this, an
// error in the sixteenth digit would count as a certain difference.
const resolution = 1e-12

// maxLog keeps ratios inside float64. It is the same above and below 1, so 1/x stays exact.
const maxLog = 700

// paired sums up log ratios; it is empty if n is 0.
type paired struct {
	n int
	// mean and sd (divisor n−1; zero below two blocks) are on the log scale.
	mean, sd float64
}

// logRatios returns ln(b/a) per block. The difference of logarithms, unlike the
// logarithm of the quotient, cannot overflow and changes its sign exactly when a and b
// are swapped.
func logRatios(a, b []float64) []float64 {
	d := make([]float64, len(a))
	for i := range a {
		d[i] = math.Log(b[i]) - math.Log(a[i])
		if math.Abs(d[i]) <= resolution {
			d[i] = 0
		}
	}
	return d
}

// summarise returns the mean and sd of d. It works on differences from the first value,
// which leaves equal values exactly equal to their mean.
func summarise(d []float64) paired {
	p := paired{n: len(d)}
	if p.n == 0 {
		return p
	}
	p.mean = shiftedMean(d)
	if p.n == 1 {
		return p
	}
	var squares float64
	for _, x := range d {
		squares += (x - p.mean) * (x - p.mean)
	}
	p.sd = math.Sqrt(squares / float64(p.n-1))
	if p.sd <= resolution {
		p.sd = 0
	}
	return p
}

func shiftedMean(d []float64) float64 {
	var sum float64
	for _, x := range d {
		sum += x - d[0]
	}
	return d[0] + sum/float64(len(d))
}

// estimate is the mean of d with its standard error, on df degrees of freedom; 0 of them say that
// the error is not known.
func (p paired) estimate() estimate {
	if p.n == 0 {
		return estimate{}
	}
	return estimate{mean: p.mean, se: p.sd / math.Sqrt(float64(p.n)), df: p.n - 1}
}

// estimate is a mean log ratio with its standard error. Its unit, of which there are df+1, is the
// block, or the run if there are several. Without degrees of freedom the error is not known.
type estimate struct {
	mean, se float64
	df       int
}

// half returns half the width of the two-sided t interval that misses with probability alpha.
// Without spread the interval is the point itself; an untested sample has none.
func (e estimate) half(alpha float64) float64 {
	if e.df == 0 || e.se == 0 {
		return 0
	}
	return studentCritical(alpha, e.df) * e.se
}

// around returns the interval of the given half width as ratios, none for an untested sample.
func (e estimate) around(half float64) Interval {
	if e.df == 0 {
		return Interval{}
	}
	return Interval{Lo: ratio(e.mean - half), Hi: ratio(e.mean + half)}
}

// p returns the two-sided p value of mean = 0. Without spread the answer is certain: 0 if there
// is a difference, 1 if there is none. An untested sample gives 1.
func (e estimate) p() float64 {
	switch {
	case e.df == 0 || e.mean == 0:
		return 1
	case e.se == 0:
		return 0
	}
	return studentTwoSided(e.mean/e.se, e.df)
}

// ratio turns a log ratio into a finite, positive ratio.
func ratio(log float64) float64 {
	return math.Exp(max(-maxLog, min(maxLog, log)))
}

// GeometricMean is exact if all values are equal, so that a byte count is printed as it was
// counted. There is at least one value, and all are positive and finite.
func GeometricMean(values []float64) float64 {
	logs := make([]float64, len(values))
	for i, v := range values {
		logs[i] = math.Log(v) - math.Log(values[0])
	}
	// In two halves, since the factor alone may leave the range where the mean does not.
	factor := math.Exp(shiftedMean(logs) / 2)
	mean := values[0] * factor * factor
	return max(slices.Min(values), min(slices.Max(values), mean))
}
