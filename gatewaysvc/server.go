package gatewaysvc

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"sync"
	"time"

	healthv1 "google.golang.org/grpc/health/grpc_health_v1"

	"github.com/wiretax/wiretax/catalog/catalogjson"
	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/metrics"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/httpserver"
)

// Config says what a Server needs. Catalog and ETag of the embedded one are not used.
type Config struct {
	serving.Config
	// Upstream is the address of the gRPC service, host:port. Required.
	Upstream string
	// UpstreamTLS is nil for plaintext to the service.
	UpstreamTLS *tls.Config
	// Deadline is how long a request may take; a caller's Request-Timeout may only lower it.
	// 0 is [DefaultDeadline].
	Deadline time.Duration
}

// DefaultDeadline is that of the gateway in Node.js too.
const DefaultDeadline = 2 * time.Second

// readyTime is how long /ready waits for the service. It is short because probes are frequent.
const readyTime = time.Second

// Server is the gateway. It is safe for concurrent use; the zero Server is not usable, see
// [New].
type Server struct {
	*httpserver.Server
	books    catalogv1.RecommendationServiceClient
	health   healthv1.HealthClient
	hangUp   func() error
	deadline time.Duration
	troubles troubles
}

// New returns a server that does not listen yet, and begins to connect to the service; it goes on
// trying until the service is there. Shutdown closes the connection.
func New(c Config) (*Server, error) {
	c.Deadline = cmp.Or(c.Deadline, DefaultDeadline)
	conn, err := connect(c)
	if err != nil {
		return nil, err
	}
	s := &Server{
		books: catalogv1.NewRecommendationServiceClient(conn), health: healthv1.NewHealthClient(conn),
		hangUp:   sync.OnceValue(conn.Close),
		deadline: c.Deadline,
		troubles: troubles{log: c.Log},
	}
	s.Server = httpserver.New(c.Config)
	s.GetJSON("/recommendations", contract.Recommend, s.recommend)
	s.GetJSON("/health", metrics.OtherOperation, s.alive)
	s.GetJSON("/ready", metrics.OtherOperation, s.ready)
	s.Announce(row(c))
	return s, nil
}

// Shutdown stops the server as [httpserver.Server.Shutdown] does, and then closes the connection to
// the service.
func (s *Server) Shutdown(ctx context.Context) error {
	return errors.Join(s.Server.Shutdown(ctx), s.hangUp())
}

// recommendations is the answer to /recommendations.
type recommendations struct {
	Status string `json:"status"`
	catalogjson.Recommendations
}

func (s *Server) recommend(x httpserver.Exchange) (any, error) {
	query, err := httpserver.RecommendQuery(x)
	if err != nil {
		return nil, err
	}
	if err := query.Check(); err != nil {
		return nil, err // the service is not asked
	}
	ctx, cancel := context.WithTimeout(x.Request.Context(), s.deadline)
	defer cancel()
	answer, err := s.books.Recommend(ctx, &catalogv1.RecommendationRequest{
		UserId: query.UserID, Category: catalogv1.BookCategory(query.Category), MaxResults: query.MaxResults,
	})
	s.troubles.note(err)
	if err != nil {
		return nil, refuse(x, err)
	}
	return recommendations{"success", catalogjson.RecommendationsFrom(answer)}, nil
}

// state is the answer to /health and /ready.
type state struct {
	Status string `json:"status"`
}

func (s *Server) alive(httpserver.Exchange) (any, error) { return state{"healthy"}, nil }

// ready asks the service for its health. Any answer but yes is UNAVAILABLE: a probe only needs to
// know whether to send requests.
func (s *Server) ready(x httpserver.Exchange) (any, error) {
	if !s.Serving() {
		return nil, refuse(x, errUnavailable)
	}
	ctx, cancel := context.WithTimeout(x.Request.Context(), min(readyTime, s.deadline))
	defer cancel()
	answer, err := s.health.Check(ctx, &healthv1.HealthCheckRequest{Service: catalogv1.RecommendationService_ServiceDesc.ServiceName})
	if err != nil || answer.GetStatus() != healthv1.HealthCheckResponse_SERVING {
		return nil, refuse(x, errUnavailable)
	}
	return state{"ready"}, nil
}
