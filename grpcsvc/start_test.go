package grpcsvc

import (
	"context"
	"log/slog"
	"net"
	"sync"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/metrics"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// books is small and has the featured books.
var books = sync.OnceValue(func() *catalog.Catalog { return catalog.Generate(catalog.DefaultSeed, 100) })

// quiet is a config that logs nothing and whose metrics nobody reads.
func quiet() Config {
	return Config{
		Catalog: books(),
		Metrics: metrics.NewService(prometheus.NewRegistry(), "grpc"),
		Log:     slog.New(slog.DiscardHandler),
	}
}

// start serves s on loopback until the test ends and returns a connection to it, plaintext
// unless the options say otherwise.
func start(t *testing.T, s *Server, options ...grpc.DialOption) *grpc.ClientConn {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- s.Serve(l) }()
	options = append([]grpc.DialOption{grpc.WithTransportCredentials(insecure.NewCredentials())}, options...)
	conn, err := grpc.NewClient(l.Addr().String(), options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		conn.Close()
		if err := s.Shutdown(context.Background()); err != nil {
			t.Errorf("Shutdown() = %v, want nil", err)
		}
		if err := <-served; err != nil {
			t.Errorf("Serve() = %v after Shutdown, want nil", err)
		}
	})
	return conn
}
