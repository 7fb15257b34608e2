package record

import (
	"math"
	"slices"

	"github.com/wiretax/wiretax/contract"
)

// The margins within which a difference does not matter, fixed before any measurement.
const (
	timeMargin = 0.05
	// ByteMargin is the margin for sizes.
	ByteMargin = 0.01
	// segmentMargin is as wide as that for CPU time: a segment matters for the time that it
	// takes, and how many there are depends on timing, as sizes do not.
	segmentMargin = timeMargin
	memoryMargin  = 0.05
)

// Quantity is the kind of a metric's values, in base units.
type Quantity int

// The quantities.
const (
	Seconds Quantity = iota
	Bytes
	PerSecond
	// Count is a plain number.
	Count
	// Memory is in bytes, as Bytes is, but unlike a size it differs from trial to trial.
	Memory
)

// Metric is a figure that every trial may have. Less is better for those that are judged.
type Metric struct {
	// Key is one of [contract.Metrics], or a report's own.
	Key      string
	Quantity Quantity
	// Margin is the difference, as a share, below which two values are equivalent.
	Margin float64
	// Sampled says that a trial with too few requests lacks the value.
	Sampled bool
	// Optional says that many trials lack the value: those of older builds, and of services that
	// do not tell. A run of such trials only is not said to have the metric.
	Optional bool
	// Of returns the value of a trial. If there is none, it returns false or a value that is not
	// positive.
	Of func(*Trial) (float64, bool)
}

// Metrics returns every metric that a plan may judge, in the order of the tables.
func Metrics() []Metric {
	return []Metric{
		timing(contract.ResponseP50, func(t *Trial) *float64 { return t.Response.P50 }),
		timing(contract.ResponseP90, func(t *Trial) *float64 { return t.Response.P90 }),
		timing(contract.ResponseP99, func(t *Trial) *float64 { return t.Response.P99 }),
		timing(contract.FirstItemP50, func(t *Trial) *float64 { return t.FirstItem.P50 }),
		{Key: contract.ServerCPU, Quantity: Seconds, Margin: timeMargin, Of: (*Trial).ServerCPUPerRequest},
		{Key: contract.ClientCPU, Quantity: Seconds, Margin: timeMargin, Of: (*Trial).ClientCPUPerRequest},
		size(contract.MessageBytes, func(t *Trial) (float64, bool) { return t.MessageBytesReceived, true }),
		size(contract.RequestBytes, func(t *Trial) (float64, bool) { return t.MessageBytesSent, true }),
		size(contract.WireBytes, (*Trial).WireBytesPerRequest),
		{Key: contract.Segments, Quantity: Count, Margin: segmentMargin, Optional: true, Of: (*Trial).SegmentsPerRequest},
		memory(contract.ServerMemory, (*Trial).windowPeakRSS),
		memory(contract.LiveHeap, (*Trial).liveHeap),
		memory(contract.ConnectionMemory, (*Trial).connectionMemory),
	}
}

// MetricOf returns the metric with that key.
func MetricOf(key string) Metric {
	metrics := Metrics()
	i := slices.IndexFunc(metrics, func(m Metric) bool { return m.Key == key })
	if i < 0 {
		panic("no metric has the key " + key)
	}
	return metrics[i]
}

// timing returns a metric that is a quantile of times.
func timing(key string, of func(*Trial) *float64) Metric {
	return Metric{
		Key: key, Quantity: Seconds, Margin: timeMargin, Sampled: true,
		Of: func(t *Trial) (float64, bool) {
			if v := of(t); v != nil {
				return *v, true
			}
			return 0, false
		},
	}
}

func size(key string, of func(*Trial) (float64, bool)) Metric {
	return Metric{Key: key, Quantity: Bytes, Margin: ByteMargin, Of: of}
}

func memory(key string, of func(*Trial) (float64, bool)) Metric {
	return Metric{Key: key, Quantity: Memory, Margin: memoryMargin, Optional: true, Of: of}
}

// Value returns the trial's value of the metric, if it is positive and finite, as every
// measurement here is.
func (m *Metric) Value(t *Trial) (float64, bool) {
	v, ok := m.Of(t)
	return v, ok && v > 0 && !math.IsInf(v, 0)
}
