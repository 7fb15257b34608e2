package judged

import (
	"math"
	"slices"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/stat"
)

// ByLoad are a series along the rate for each operation at the same values of all other keys, and
// each stack beside the baseline.
func ByLoad(r *Run) []Series {
	return r.alongAxis(func(axis string) bool { return axis == rate })
}

// LeastCurve is how many loads make a curve.
const LeastCurve = 3

// HasLoadCurve says whether a run has an operation at so many loads.
func HasLoadCurve(r *Run) bool {
	return slices.ContainsFunc(ByLoad(r), func(s Series) bool { return len(s.Pairs) >= LeastCurve })
}

// JudgedAt counts the pairs of a series in which the plan judges a metric.
func (s *Series) JudgedAt(key string) (n int) {
	for _, p := range s.Pairs {
		if f := p.Figure(key); f != nil && f.Headline {
			n++
		}
	}
	return n
}

// Load is where a pair of a series along the rate stands: the share of the weakest arm's capacity, or
// the requests a second where the plan has numbers.
func (s *Series) Load(i int) (load float64, isShare bool) {
	rate := s.Pairs[i].Op.Rate
	if rate.Share != 0 {
		return rate.Share, true
	}
	return rate.PerSecond, false
}

// DependsOnLoad says that less of a metric is needed at one load of a series and more at another: both
// intervals exclude 1.
func (s *Series) DependsOnLoad(key string) bool {
	var less, more bool
	for _, p := range s.Pairs {
		if f := p.Figure(key); f != nil && !f.Missing.Any() && f.CI.Known() {
			less, more = less || f.CI.Hi < 1, more || f.CI.Lo > 1
		}
	}
	return less && more
}

// Crossing is where the ratio of a metric passes 1 along the load.
type Crossing struct {
	// Times is how often it does so between the points of a series; 0 where it never does.
	Times int
	// At is the load of the first passage, From and To the range in which the interval covers 1 without
	// a gap, from before the first passage to behind the last. All are read off straight lines
	// between the points, of logarithms.
	At, From, To float64
}

// CrossingOf finds where the ratio of a metric passes 1. It is not known where a point has no figure,
// or no interval.
func (s *Series) CrossingOf(key string) (c Crossing, known bool) {
	var loads []float64
	var mean, lo, hi []float64 // logarithms of the ratio and of the ends of its interval
	for i, p := range s.Pairs {
		f := p.Figure(key)
		if f == nil || f.Missing.Any() || !f.CI.Known() {
			return c, false
		}
		load, _ := s.Load(i)
		loads = append(loads, load)
		mean, lo, hi = append(mean, math.Log(f.Ratio)), append(lo, math.Log(f.CI.Lo)), append(hi, math.Log(f.CI.Hi))
	}
	first, last := 0, 0 // the points behind which the ratio passes 1
	for i := range loads[1:] {
		if (mean[i] > 0) != (mean[i+1] > 0) {
			if last = i; c.Times == 0 {
				first, c.At = i, zero(loads, mean, i)
			}
			c.Times++
		}
	}
	if c.Times == 0 {
		return c, len(loads) > 1
	}
	c.From, c.To = loads[0], loads[len(loads)-1]
	for i := first; i >= 0; i-- {
		if end, found := leaves(loads, lo, hi, i, false); found {
			c.From = end
			break
		}
	}
	for i := last; i+1 < len(loads); i++ {
		if end, found := leaves(loads, lo, hi, i, true); found {
			c.To = end
			break
		}
	}
	return c, true
}

// zero is where the straight line from point i to the next is 0.
func zero(loads, values []float64, i int) float64 {
	share := values[i] / (values[i] - values[i+1])
	return loads[i] + share*(loads[i+1]-loads[i])
}

// leaves finds where between point i and the next the interval ends to cover 0: upwards behind the
// load at which it last does, else before the one at which it first does.
func leaves(loads, lo, hi []float64, i int, upwards bool) (at float64, found bool) {
	outside := i
	if upwards {
		outside = i + 1
	}
	switch {
	case lo[outside] > 0:
		return zero(loads, lo, i), true
	case hi[outside] < 0:
		return zero(loads, hi, i), true
	}
	return 0, false
}

// OwnFigure is what one stack has of a metric in a comparison, with the interval of its mean. It is not
// known where no block has a value.
func OwnFigure(r *Run, op, stack string, m *record.Metric) (mean float64, ci stat.Interval, known bool) {
	var values, ones []float64
	for _, trials := range r.byBlock(op, stack) {
		if v := geometric(trials, m.Value); v != nil {
			values, ones = append(values, *v), append(ones, 1)
		}
	}
	if len(values) == 0 {
		return 0, ci, false
	}
	alone := stat.Judge([]stat.Sample{{A: ones, B: values, Margin: m.Margin}})[0] // its ratio over 1
	return alone.Ratio, alone.CI, true
}
