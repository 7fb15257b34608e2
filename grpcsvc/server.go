package grpcsvc

import (
	"context"
	"errors"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/health"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/reflection"

	"github.com/wiretax/wiretax/metrics"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving"
)

// Config says what a Server needs.
type Config = serving.Config

// Server is the gRPC service: catalog, recommendations, health and reflection.
type Server struct {
	grpc    *grpc.Server
	health  *health.Server
	metrics *metrics.Service
}

// New returns a server that is not listening yet and reports itself healthy.
func New(c Config) *Server {
	o := observer{c.Metrics, c.Log}
	options := []grpc.ServerOption{
		grpc.UnaryInterceptor(o.unary),
		grpc.StreamInterceptor(o.stream),
	}
	if c.TLS != nil {
		options = append(options, grpc.Creds(credentials.NewTLS(c.TLS)))
	}
	s := &Server{grpc: grpc.NewServer(options...), health: health.NewServer(), metrics: c.Metrics}
	catalogv1.RegisterCatalogServiceServer(s.grpc, catalogService{books: c.Catalog})
	catalogv1.RegisterRecommendationServiceServer(s.grpc, recommendationService{books: c.Catalog})
	healthv1.RegisterHealthServer(s.grpc, healthService{s.health})
	reflection.Register(s.grpc)
	for name := range s.grpc.GetServiceInfo() {
		s.health.SetServingStatus(name, healthv1.HealthCheckResponse_SERVING)
	}
	return s
}

// Serve answers on l until Shutdown; it then returns nil. It owns l.
func (s *Server) Serve(l net.Listener) error {
	if err := s.grpc.Serve(s.metrics.Listen(l)); !errors.Is(err, grpc.ErrServerStopped) {
		return err
	}
	return nil // Shutdown came first
}

// Shutdown turns health to not serving, lets the calls under way end, and cuts them off
// when ctx is done. It then returns at once, even where a handler goes on without a caller.
func (s *Server) Shutdown(ctx context.Context) error {
	s.health.Shutdown()
	stopped := make(chan struct{})
	go func() {
		s.grpc.GracefulStop()
		close(stopped)
	}()
	select {
	case <-stopped:
		return nil
	case <-ctx.Done():
		s.grpc.Stop()
		return ctx.Err()
	}
}
