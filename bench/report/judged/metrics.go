package judged

import (
	"math"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/stat"
)

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// known is the value, or nothing where it was not measured.
func known[T int64 | float64](v *T) T {
	if v == nil {
		return 0
	}
	return *v
}

// geometric is the geometric mean over the trials; nil where one of them does not know the
// value, or there are none.
func geometric(trials []*record.Trial, of func(*record.Trial) (float64, bool)) *float64 {
	var values []float64
	for _, t := range trials {
		v, ok := of(t)
		if !ok {
			return nil
		}
		values = append(values, v)
	}
	if len(values) == 0 {
		return nil
	}
	mean := stat.GeometricMean(values)
	return &mean
}

// mean is nil where any value is, or where there are none.
func mean(values []*float64) *float64 {
	var sum float64
	for _, v := range values {
		if v == nil {
			return nil
		}
		sum += *v
	}
	if len(values) == 0 {
		return nil
	}
	sum /= float64(len(values))
	return &sum
}
