package conformance_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/generate"
	"github.com/wiretax/wiretax/grpcsvc"
	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/restsvc"
	"github.com/wiretax/wiretax/serving"
)

// The names of the services.
const (
	restService = "rest"
	grpcService = "grpc"
)

var services = []string{restService, grpcService}

// service is one of the two on loopback.
type service struct {
	name, address string
	trust         *tls.Config // of clients; nil for plaintext
	books         *catalog.Catalog
	metrics       *prometheus.Registry
	log           *logged
	// stop shuts it down and waits until Serve has returned. Only the first call counts.
	stop func(context.Context)
}

// config is what a test sets of a service. The zero value is a plaintext service of the
// shared catalog.
type config struct {
	tls     bool
	profile serving.Profile
	books   *catalog.Catalog
	// more may change anything else. Nil changes nothing.
	more func(*serving.Config)
}

// start serves on loopback until the test ends.
func start(t testing.TB, name string, c config) *service {
	t.Helper()
	s := &service{name: name, books: c.books, metrics: prometheus.NewRegistry(), log: new(logged)}
	if s.books == nil {
		s.books = sharedBooks()
	}
	settings := serving.Config{
		Catalog: s.books, Metrics: metrics.NewService(s.metrics, name),
		Log: slog.New(slog.NewJSONHandler(s.log, nil)), Profile: c.profile,
	}
	if c.tls {
		settings.TLS, s.trust = certificates()
	}
	if c.more != nil {
		c.more(&settings)
	}
	var server interface {
		Serve(net.Listener) error
		Shutdown(context.Context) error
	}
	if name == restService {
		server = restsvc.New(settings)
	} else {
		server = grpcsvc.New(settings)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.address = l.Addr().String()
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	var once sync.Once
	s.stop = func(ctx context.Context) {
		once.Do(func() {
			if err := server.Shutdown(ctx); err != nil {
				t.Errorf("Shutdown() of %s = %v, want nil", name, err)
			}
			if err := <-served; err != nil {
				t.Errorf("Serve() of %s = %v after Shutdown, want nil", name, err)
			}
		})
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		s.stop(ctx)
	})
	return s
}

// sharedBooks is small and has the featured books. Nobody may rate them.
var sharedBooks = sync.OnceValue(func() *catalog.Catalog { return generate.Catalog(generate.DefaultSeed, 150) })

// certificates are those of a service, and of clients that trust it.
var certificates = sync.OnceValues(func() (own, trust *tls.Config) {
	s := httptest.NewTLSServer(nil)
	defer s.Close()
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	// The lowest version is left to the service.
	return &tls.Config{Certificates: s.TLS.Certificates}, &tls.Config{RootCAs: pool}
})

// logged keeps what a service logs.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// value is the sum of the metric's values that have all of the labels, given as name and
// value in turn.
func (s *service) value(t testing.TB, metric string, labels ...string) (sum float64) {
	t.Helper()
	families, err := s.metrics.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		if family.GetName() != metric {
			continue
		}
	next:
		for _, m := range family.GetMetric() {
			have := map[string]string{}
			for _, l := range m.GetLabel() {
				have[l.GetName()] = l.GetValue()
			}
			for i := 0; i < len(labels); i += 2 {
				if have[labels[i]] != labels[i+1] {
					continue next
				}
			}
			sum += m.GetGauge().GetValue() + m.GetCounter().GetValue()
		}
	}
	return sum
}

// awaitInFlight waits until so many requests are under way.
func (s *service) awaitInFlight(t testing.TB, want float64) {
	t.Helper()
	eventually(t, s.name+" having "+metrics.RequestsInFlight+" at the wanted value", func() (any, bool) {
		n := s.value(t, metrics.RequestsInFlight)
		return n, n == want
	})
}

// awaitOutcome waits until so many requests of the operation have ended with the code.
func (s *service) awaitOutcome(t *testing.T, operation, code string, want float64) {
	t.Helper()
	eventually(t, s.name+" counting "+operation+" as "+code, func() (any, bool) {
		n := s.value(t, metrics.RequestsTotal, metrics.LabelOperation, operation, metrics.LabelCode, code)
		return n, n == want
	})
}
