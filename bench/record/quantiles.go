package record

import (
	"math"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// The range and precision of every histogram of the project: 1 ns to 60 s, 3 digits.
const (
	LowestNanos    = 1
	HighestNanos   = 60_000_000_000
	Digits         = 3
	nanosPerSecond = 1e9
)

// NewHistogram returns an empty histogram of nanoseconds with the project's range.
func NewHistogram() *hdrhistogram.Histogram {
	return hdrhistogram.New(LowestNanos, HighestNanos, Digits)
}

// Quantiles sums up a histogram, in seconds. A quantile is nil if there were too few samples for
// it: see [MinSamples].
type Quantiles struct {
	Count int64    `json:"count"`
	Min   *float64 `json:"min"`
	Mean  *float64 `json:"mean"`
	P50   *float64 `json:"p50"`
	P90   *float64 `json:"p90"`
	P95   *float64 `json:"p95"`
	P99   *float64 `json:"p99"`
	P999  *float64 `json:"p999"`
	Max   *float64 `json:"max"`
}

// MinSamples returns how many samples the q quantile needs before a two-sided 95 % interval of
// it has an upper end at all: the smallest n with qⁿ ≤ 2.5 %, so that the largest sample lies
// above the quantile. That is 368 for q = 0.99 and 3,688 for q = 0.999.
func MinSamples(q float64) int64 {
	return int64(math.Ceil(math.Log(0.025) / math.Log(q)))
}

// Summarize returns the quantiles of a histogram of nanoseconds. It does not keep h.
func Summarize(h *hdrhistogram.Histogram) Quantiles {
	q := Quantiles{Count: h.TotalCount()}
	if q.Count == 0 {
		return q
	}
	at := func(quantile float64) *float64 {
		if q.Count < MinSamples(quantile) {
			return nil
		}
		return seconds(float64(h.ValueAtQuantile(quantile * 100)))
	}
	q.Min, q.Max = seconds(float64(h.Min())), seconds(float64(h.Max()))
	q.Mean = seconds(h.Mean())
	q.P50, q.P90, q.P95, q.P99, q.P999 = at(.5), at(.9), at(.95), at(.99), at(.999)
	return q
}

func seconds(nanos float64) *float64 {
	s := nanos / nanosPerSecond
	return &s
}
