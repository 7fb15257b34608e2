package report

import (
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
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

// Metric is something that every trial may say, of which less is better.
type Metric struct {
	Key string
	// Title stands in tables, Label in pictures, Short in lists.
	Title, Label, Short string
	Unit                page.Unit
	// Margin is the δ of [stat.Sample].
	Margin float64
	// Less and More complete "gRPC is 2.9 times …".
	Less, More string
	// Tail says that a late generator spoils the metric: see [record.Trial.LateTail].
	Tail bool
	// Missing says why a valid trial may not know the value.
	Missing string
	// Of reads the value of a trial; false, or a value that is not positive, where there
	// is none.
	Of func(*record.Trial) (float64, bool)
}

// Metrics returns every metric in the order of the tables.
func Metrics() []Metric {
	return []Metric{
		response(ResponseP50, "p50", func(q *record.Quantiles) *float64 { return q.P50 }),
		response(ResponseP90, "p90", func(q *record.Quantiles) *float64 { return q.P90 }),
		tail(response(ResponseP99, "p99", func(q *record.Quantiles) *float64 { return q.P99 })),
		{
			Key: FirstItemP50, Title: "time to the first item, p50", Label: "p50 first item", Short: "first item", Unit: page.Seconds, Margin: timeMargin,
			Less: "lower", More: "higher", Missing: "too few samples",
			Of: func(t *record.Trial) (float64, bool) { return known(t.FirstItem.P50), t.FirstItem.P50 != nil },
		},
		{
			Key: ServerCPU, Title: "server CPU per request", Label: "server CPU", Short: "server CPU", Unit: page.Seconds, Margin: timeMargin,
			Less: "lower", More: "higher", Missing: "not measured",
			Of: (*record.Trial).ServerCPUPerRequest,
		},
		{
			Key: ClientCPU, Title: "client CPU per request", Label: "client CPU", Short: "client CPU", Unit: page.Seconds, Margin: timeMargin,
			Less: "lower", More: "higher", Missing: "not measured",
			Of: (*record.Trial).ClientCPUPerRequest,
		},
		{
			Key: MessageBytes, Title: "message bytes, answer", Label: "message bytes", Short: "message bytes", Unit: page.Bytes, Margin: byteMargin,
			Less: "smaller", More: "larger", Missing: "not measured",
			Of: func(t *record.Trial) (float64, bool) { return t.MessageBytesReceived, true },
		},
		{
			Key: RequestBytes, Title: "message bytes, request", Label: "request bytes", Short: "request bytes", Unit: page.Bytes, Margin: byteMargin,
			Less: "smaller", More: "larger", Missing: "not measured",
			Of: func(t *record.Trial) (float64, bool) { return t.MessageBytesSent, true },
		},
		{
			Key: WireBytes, Title: "wire bytes per request, both ways", Label: "wire bytes", Short: "wire bytes", Unit: page.Bytes, Margin: byteMargin,
			Less: "smaller", More: "larger", Missing: "not measured",
			Of: (*record.Trial).WireBytesPerRequest,
		},
	}
}

func response(key, name string, of func(*record.Quantiles) *float64) Metric {
	return Metric{
		Key: key, Title: name + " response time", Label: name + " latency", Short: name, Unit: page.Seconds, Margin: timeMargin,
		Less: "lower", More: "higher", Missing: "too few samples",
		Of: func(t *record.Trial) (float64, bool) {
			if q := of(&t.Response); q != nil {
				return *q, true
			}
			return 0, false
		},
	}
}

func tail(m Metric) Metric {
	m.Tail = true
	return m
}

// late says that the trial's generator spoiled the metric.
func (m *Metric) late(t *record.Trial) bool { return m.Tail && t.LateTail }

// kind is what the metric is one of, where a line has no room for all.
func (m *Metric) kind() string {
	switch {
	case m.Unit == page.Bytes:
		return "bytes"
	case m.Key == ServerCPU || m.Key == ClientCPU:
		return "CPU"
	}
	return m.Short
}

// value is what the trial says of the metric, if that is a number at all: positive and
// finite, as every measurement here is.
func (m *Metric) value(t *record.Trial) (float64, bool) {
	v, ok := m.Of(t)
	return v, ok && page.Finite(v) && v > 0
}
