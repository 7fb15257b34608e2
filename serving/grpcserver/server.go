package grpcserver

import (
	"errors"
	"net"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/reflection"
	"google.golang.org/grpc/status"

	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/serving"
	_ "github.com/wiretax/wiretax/serving/rpcgzip" // answers are compressed where requests are
)

// Server is a gRPC service, with health and reflection beside what it serves. It is safe for
// concurrent use; the zero Server is not usable, see [New].
type Server struct {
	grpc       *grpc.Server
	observer   *observer
	health     *health.Server
	metrics    *metrics.Service
	handshakes handshakes
	drainDelay time.Duration
	ledger     serving.Ledger
	// stop closes stopping, which tells streams to end.
	stop     func()
	stopping chan struct{}
}

// New returns a server of no service yet, see [Server.RegisterService]. It is not listening
// and reports itself healthy.
func New(c serving.Config) *Server {
	o := &observer{metrics: c.Metrics, log: c.Log, work: c.Work}
	set := settingsOf(c)
	stopping := make(chan struct{})
	s := &Server{
		grpc:       grpc.NewServer(set.options(o)...),
		observer:   o,
		health:     health.NewServer(),
		metrics:    c.Metrics,
		drainDelay: c.DrainDelay,
		ledger:     append(set.ledger(), serving.WorkRow(c.Work)),
		stop:       sync.OnceFunc(func() { close(stopping) }),
		stopping:   stopping,
	}
	others := registrar{s.grpc, o, false}
	healthv1.RegisterHealthServer(others, healthService{s.health})
	reflection.Register(others)
	for name := range s.grpc.GetServiceInfo() {
		s.health.SetServingStatus(name, healthv1.HealthCheckResponse_SERVING)
	}
	return s
}

// RegisterService is [grpc.ServiceRegistrar]: it adds a service before Serve is called. Its
// methods all are operations, which are counted, recovered and cost Config.Work, and it
// reports itself healthy.
func (s *Server) RegisterService(desc *grpc.ServiceDesc, implementation any) {
	registrar{s.grpc, s.observer, true}.RegisterService(desc, implementation)
	s.health.SetServingStatus(desc.ServiceName, healthv1.HealthCheckResponse_SERVING)
}

// Stopping returns a channel that is closed when Shutdown accepts no more connections. A stream
// without an end of its own has to return [ErrStopping] then.
func (s *Server) Stopping() <-chan struct{} { return s.stopping }

// ErrStopping is returned by a handler that ends its stream because the server stops.
var ErrStopping = status.Error(codes.Unavailable, "service is stopping; connect again")

// Protect runs f for the full method and turns a panic into INTERNAL, whose details are
// logged. A handler needs it for goroutines of its own.
func (s *Server) Protect(method string, f func() error) (err error) {
	defer func() { err = s.observer.recovered(recover(), method, err) }()
	return f()
}

// Serve answers on l until Shutdown; it then returns nil. It owns l.
func (s *Server) Serve(l net.Listener) error {
	if err := s.grpc.Serve(s.handshakes.listen(s.metrics.Listen(l))); !errors.Is(err, grpc.ErrServerStopped) {
		return err
	}
	return nil // Shutdown was called
}
