package metrics

import (
	"net"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// The metrics of a service.
const (
	RequestsTotal    = "wiretax_requests_total"
	RequestDuration  = "wiretax_request_duration_seconds"
	RequestsInFlight = "wiretax_requests_in_flight"
	WireBytesTotal   = "wiretax_wire_bytes_total"
	StreamItemsTotal = "wiretax_stream_items_total"
	RatingsTotal     = "wiretax_ratings_total"
)

// durationBuckets reach from 25 µs, less than a loopback round trip, to 2.5 s.
var durationBuckets = []float64{
	25e-6, 50e-6, 100e-6, 250e-6, 500e-6, 1e-3, 2.5e-3, 5e-3, 10e-3, 25e-3, 50e-3, .1, .25, .5, 1, 2.5,
}

// Service counts what one service does. Both services use it alike, so that
// measuring costs both the same. All methods are safe for concurrent use.
type Service struct {
	inFlight       prometheus.Gauge
	sent, received prometheus.Counter
	operations     map[string]*operation
	ratings        map[string]prometheus.Counter
}

// operation holds the resolved children of the metrics, so that a request costs no look-up
// by label values.
type operation struct {
	duration prometheus.Observer
	codes    map[string]prometheus.Counter
	items    map[string]prometheus.Counter
}

// NewService registers the metrics of the service of the given stack with reg.
func NewService(reg prometheus.Registerer, stack string) *Service {
	fixed := prometheus.Labels{LabelStack: stack}
	requests := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: RequestsTotal, ConstLabels: fixed,
		Help: "Requests answered, by operation and outcome in gRPC's words.",
	}, []string{LabelOperation, LabelCode})
	duration := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: RequestDuration, ConstLabels: fixed, Buckets: durationBuckets,
		Help: "Time inside the service from a request's headers to the end of its answer, decoding and encoding included.",
	}, []string{LabelOperation})
	inFlight := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: RequestsInFlight, ConstLabels: fixed,
		Help: "Requests begun and not yet answered.",
	})
	bytes := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: WireBytesTotal, ConstLabels: fixed,
		Help: "Bytes read from and written to connections, as TCP payload.",
	}, []string{LabelDirection})
	items := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: StreamItemsTotal, ConstLabels: fixed,
		Help: "Items of streams, pages and batches, sent and received, by operation.",
	}, []string{LabelOperation, LabelDirection})
	ratings := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: RatingsTotal, ConstLabels: fixed,
		Help: "Ratings uploaded, by outcome; those of uploads that broke off too.",
	}, []string{LabelOutcome})
	reg.MustRegister(requests, duration, inFlight, bytes, items, ratings)

	s := &Service{
		inFlight:   inFlight,
		sent:       bytes.WithLabelValues(Sent),
		received:   bytes.WithLabelValues(Received),
		operations: make(map[string]*operation),
		ratings:    make(map[string]prometheus.Counter),
	}
	for _, outcome := range Outcomes {
		s.ratings[outcome] = ratings.WithLabelValues(outcome)
	}
	for _, name := range append([]string{OtherOperation}, Operations...) {
		op := &operation{duration: duration.WithLabelValues(name), codes: make(map[string]prometheus.Counter)}
		if slices.Contains(StreamOperations, name) {
			op.items = map[string]prometheus.Counter{
				Sent: items.WithLabelValues(name, Sent), Received: items.WithLabelValues(name, Received),
			}
		}
		for _, code := range Codes {
			op.codes[code] = requests.WithLabelValues(name, code)
		}
		s.operations[name] = op
	}
	return s
}

// Begin counts a request as in flight and returns the time at which it began.
func (s *Service) Begin() time.Time {
	s.inFlight.Inc()
	return time.Now()
}

// End counts a request that Begin counted, with its operation and outcome. Names outside
// the closed sets count as [OtherOperation] and [UnknownCode].
func (s *Service) End(begun time.Time, operationName, code string) {
	s.inFlight.Dec()
	op, ok := s.operations[operationName]
	if !ok {
		op = s.operations[OtherOperation]
	}
	counter, ok := op.codes[code]
	if !ok {
		counter = op.codes[UnknownCode]
	}
	counter.Inc()
	op.duration.Observe(time.Since(begun).Seconds())
}

// Items counts items of a stream of the operation that were [Sent] or [Received].
// Operations without a stream have none.
func (s *Service) Items(operationName, direction string, n int) {
	if op := s.operations[operationName]; op != nil && op.items[direction] != nil {
		op.items[direction].Add(float64(n))
	}
}

// Ratings counts ratings of an upload by their outcome.
func (s *Service) Ratings(accepted, rejected, repeated int) {
	s.ratings[Accepted].Add(float64(accepted))
	s.ratings[Rejected].Add(float64(rejected))
	s.ratings[Repeated].Add(float64(repeated))
}

// Listen wraps l so that the bytes of its connections are counted.
func (s *Service) Listen(l net.Listener) net.Listener { return listener{l, s} }

type listener struct {
	net.Listener
	service *Service
}

func (l listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return conn{c, l.service}, nil
}

type conn struct {
	net.Conn
	service *Service
}

func (c conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.service.received.Add(float64(n))
	return n, err
}

func (c conn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.service.sent.Add(float64(n))
	return n, err
}
