package grpcsvc

import (
	"errors"
	"net"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/encoding"
	"google.golang.org/grpc/health"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/reflection"

	"github.com/wiretax/wiretax/catalog/catalogjson"
	"github.com/wiretax/wiretax/metrics"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving"
	_ "github.com/wiretax/wiretax/serving/rpcgzip" // answers are compressed where requests are
)

// Config says what a Server needs.
type Config = serving.Config

// Server is a gRPC service, with health and reflection beside what it serves. It is safe for
// concurrent use; the zero Server is not usable, see [New] and [NewOf].
type Server struct {
	grpc       *grpc.Server
	health     *health.Server
	metrics    *metrics.Service
	handshakes handshakes
	drainDelay time.Duration
	// stop closes stopping, which ends live streams.
	stop     func()
	stopping chan struct{}
}

// registerCodec makes JSON known to every server and client of the process: the library
// looks codecs up in one place only. A client that names its codec does not need it.
var registerCodec = sync.OnceFunc(func() { encoding.RegisterCodec(catalogjson.Codec{}) })

// New returns a server of catalog and recommendations, in protobuf or, for clients that ask
// for the content-subtype json, in JSON. It is not listening yet and reports itself healthy.
// The first call of a process must not run beside calls of other gRPC servers or clients.
func New(c Config) *Server {
	registerCodec()
	return serverOf(c, func(r registrar, stopping <-chan struct{}) {
		catalogv1.RegisterCatalogServiceServer(r, catalogService{books: c.Catalog, metrics: c.Metrics, log: c.Log})
		catalogv1.RegisterRecommendationServiceServer(r, recommendationService{books: c.Catalog, stopping: stopping, observer: r.observer})
	})
}

// NewOf returns a server of what register adds, whose methods all are operations: they are
// counted, recovered and made to cost what they shall cost as those of the catalog are. It is
// not listening yet and reports itself healthy.
func NewOf(c Config, register func(grpc.ServiceRegistrar)) *Server {
	return serverOf(c, func(r registrar, _ <-chan struct{}) { register(r) })
}

func serverOf(c Config, register func(r registrar, stopping <-chan struct{})) *Server {
	o := &observer{metrics: c.Metrics, log: c.Log, work: c.Work}
	stopping := make(chan struct{})
	s := &Server{
		grpc:       grpc.NewServer(options(c, o)...),
		health:     health.NewServer(),
		metrics:    c.Metrics,
		drainDelay: c.DrainDelay,
		stop:       sync.OnceFunc(func() { close(stopping) }),
		stopping:   stopping,
	}
	register(registrar{s.grpc, o, true}, stopping)
	others := registrar{s.grpc, o, false}
	healthv1.RegisterHealthServer(others, healthService{s.health})
	reflection.Register(others)
	for name := range s.grpc.GetServiceInfo() {
		s.health.SetServingStatus(name, healthv1.HealthCheckResponse_SERVING)
	}
	return s
}

// Serve answers on l until Shutdown; it then returns nil. It owns l.
func (s *Server) Serve(l net.Listener) error {
	if err := s.grpc.Serve(s.handshakes.listen(s.metrics.Listen(l))); !errors.Is(err, grpc.ErrServerStopped) {
		return err
	}
	return nil // Shutdown came first
}
