package judged

import (
	"math"
	"slices"

	"github.com/wiretax/wiretax/bench/record"
)

// The keys of the metrics, as a plan's headline names them.
const (
	// ResponseP50, ResponseP90 and ResponseP99 are quantiles of the response time, from
	// the intended start to the complete answer, in seconds.
	ResponseP50 = "response_p50"
	ResponseP90 = "response_p90"
	ResponseP99 = "response_p99"
	// FirstItemP50 is the median of the time from the intended start to the first item of
	// an answer that is a stream.
	FirstItemP50 = "first_item_p50"
	// ServerCPU and ClientCPU are CPU seconds for one completed request.
	ServerCPU = "server_cpu"
	ClientCPU = "client_cpu"
	// MessageBytes is the mean size of an encoded answer, RequestBytes that of an
	// encoded request: for a GET its path and query.
	MessageBytes = "message_bytes"
	RequestBytes = "request_bytes"
	// WireBytes is the TCP payload both ways for one completed request.
	WireBytes = "wire_bytes"
)

// The margins within which a difference does not matter, fixed before anybody measures.
const (
	timeMargin = 0.05
	byteMargin = 0.01
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
	Key      string
	Quantity Quantity
	// Margin is the δ of [stat.Sample].
	Margin float64
	// Tail says that a late generator spoils the metric: see [record.Trial.LateTail].
	Tail bool
	// Unknown says why a valid trial may not know the value.
	Unknown Why
	// Of reads the value of a trial; false, or a value that is not positive, where there
	// is none.
	Of func(*record.Trial) (float64, bool)
}

// Metrics returns every metric that a plan may judge, in the order of the tables.
func Metrics() []Metric {
	return []Metric{
		timing(ResponseP50, func(t *record.Trial) *float64 { return t.Response.P50 }),
		timing(ResponseP90, func(t *record.Trial) *float64 { return t.Response.P90 }),
		tail(timing(ResponseP99, func(t *record.Trial) *float64 { return t.Response.P99 })),
		timing(FirstItemP50, func(t *record.Trial) *float64 { return t.FirstItem.P50 }),
		{Key: ServerCPU, Quantity: Seconds, Margin: timeMargin, Unknown: NotMeasured, Of: (*record.Trial).ServerCPUPerRequest},
		{Key: ClientCPU, Quantity: Seconds, Margin: timeMargin, Unknown: NotMeasured, Of: (*record.Trial).ClientCPUPerRequest},
		size(MessageBytes, func(t *record.Trial) (float64, bool) { return t.MessageBytesReceived, true }),
		size(RequestBytes, func(t *record.Trial) (float64, bool) { return t.MessageBytesSent, true }),
		size(WireBytes, (*record.Trial).WireBytesPerRequest),
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

// timing is a quantile, which a trial of few requests does not know.
func timing(key string, of func(*record.Trial) *float64) Metric {
	return Metric{
		Key: key, Quantity: Seconds, Margin: timeMargin, Unknown: TooFewSamples,
		Of: func(t *record.Trial) (float64, bool) { return known(of(t)), of(t) != nil },
	}
}

func size(key string, of func(*record.Trial) (float64, bool)) Metric {
	return Metric{Key: key, Quantity: Bytes, Margin: byteMargin, Unknown: NotMeasured, Of: of}
}

func tail(m Metric) Metric {
	m.Tail = true
	return m
}

// Late says that the trial's generator spoiled the metric.
func (m *Metric) Late(t *record.Trial) bool { return m.Tail && t.LateTail }

// Value is what the trial says of the metric, if that is a number at all: positive and
// finite, as every measurement here is.
func (m *Metric) Value(t *record.Trial) (float64, bool) {
	v, ok := m.Of(t)
	return v, ok && finite(v) && v > 0
}

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
	var sum float64
	for _, t := range trials {
		v, ok := of(t)
		if !ok {
			return nil
		}
		sum += math.Log(v)
	}
	if len(trials) == 0 {
		return nil
	}
	mean := math.Exp(sum / float64(len(trials)))
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
