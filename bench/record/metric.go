package record

import (
	"math"
	"slices"

	"github.com/wiretax/wiretax/contract"
)

// The margins within which a difference does not matter, fixed before anybody measures.
const (
	timeMargin = 0.05
	// ByteMargin is that of sizes.
	ByteMargin = 0.01
)

// Quantity is what a metric's values are, in base units.
type Quantity int

// The quantities.
const (
	Seconds Quantity = iota
	Bytes
	PerSecond
)

// Metric is something that every trial may say. Of those that are judged, less is better.
type Metric struct {
	// Key is one of [contract.Metrics], or a report's own.
	Key      string
	Quantity Quantity
	// Margin is the difference, as a share, below which two values are equivalent.
	Margin float64
	// Tail says that a late generator spoils the metric: see [Trial.LateTail].
	Tail bool
	// Sampled says that a trial of too few requests does not know the value.
	Sampled bool
	// Of reads the value of a trial; false, or a value that is not positive, where there
	// is none.
	Of func(*Trial) (float64, bool)
}

// Metrics returns every metric that a plan may judge, in the order of the tables.
func Metrics() []Metric {
	return []Metric{
		timing(contract.ResponseP50, func(t *Trial) *float64 { return t.Response.P50 }),
		timing(contract.ResponseP90, func(t *Trial) *float64 { return t.Response.P90 }),
		tail(timing(contract.ResponseP99, func(t *Trial) *float64 { return t.Response.P99 })),
		timing(contract.FirstItemP50, func(t *Trial) *float64 { return t.FirstItem.P50 }),
		{Key: contract.ServerCPU, Quantity: Seconds, Margin: timeMargin, Of: (*Trial).ServerCPUPerRequest},
		{Key: contract.ClientCPU, Quantity: Seconds, Margin: timeMargin, Of: (*Trial).ClientCPUPerRequest},
		size(contract.MessageBytes, func(t *Trial) (float64, bool) { return t.MessageBytesReceived, true }),
		size(contract.RequestBytes, func(t *Trial) (float64, bool) { return t.MessageBytesSent, true }),
		size(contract.WireBytes, (*Trial).WireBytesPerRequest),
	}
}

// MetricOf is the metric of that key.
func MetricOf(key string) Metric {
	metrics := Metrics()
	i := slices.IndexFunc(metrics, func(m Metric) bool { return m.Key == key })
	if i < 0 {
		panic("no metric has the key " + key)
	}
	return metrics[i]
}

// timing is a quantile.
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

func tail(m Metric) Metric {
	m.Tail = true
	return m
}

// Late says that the trial's generator spoiled the metric.
func (m *Metric) Late(t *Trial) bool { return m.Tail && t.LateTail }

// Value is what the trial says of the metric, if that is a number at all: positive and
// finite, as every measurement here is.
func (m *Metric) Value(t *Trial) (float64, bool) {
	v, ok := m.Of(t)
	return v, ok && v > 0 && !math.IsInf(v, 0)
}
