package grpcsvc

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/test/bufconn"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/generate"
	"github.com/wiretax/wiretax/metrics"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// books is small and has the featured books. Nobody rates them: tests that do have their
// own.
var books = sync.OnceValue(func() *catalog.Catalog { return generate.Catalog(generate.DefaultSeed, 100) })

// quiet is a config that logs nothing and whose metrics nobody reads.
func quiet() Config {
	config, _, _ := observable()
	return config
}

// observable is a config whose counts and log lines can be read; these once the server is
// at rest.
func observable() (Config, *prometheus.Registry, *bytes.Buffer) {
	reg, log := prometheus.NewRegistry(), new(bytes.Buffer)
	return Config{
		Catalog: books(),
		Metrics: metrics.NewService(reg, "grpc"),
		Log:     slog.New(slog.NewTextHandler(log, nil)),
	}, reg, log
}

// start serves s on loopback until the test ends and returns a connection to it, plaintext
// unless the options say otherwise.
func start(t *testing.T, s *Server, options ...grpc.DialOption) *grpc.ClientConn {
	t.Helper()
	conn, err := grpc.NewClient(listen(t, s), append(plaintext(), options...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// listen serves s on loopback until the test ends and returns its address.
func listen(t *testing.T, s *Server) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	serve(t, s, l)
	return l.Addr().String()
}

// serve serves s on l until the test ends.
func serve(t *testing.T, s *Server, l net.Listener) {
	served := make(chan error, 1)
	go func() { served <- s.Serve(l) }()
	t.Cleanup(func() {
		if err := s.Shutdown(context.Background()); err != nil {
			t.Errorf("Shutdown() = %v, want nil", err)
		}
		if err := <-served; err != nil {
			t.Errorf("Serve() = %v after Shutdown, want nil", err)
		}
	})
}

// bubble runs a test of its own in a bubble of testing/synctest, where time passes only when
// nothing else goes on.
func bubble(t *testing.T, name string, f func(t *testing.T)) {
	t.Run(name, func(t *testing.T) { synctest.Test(t, f) })
}

// pipeBuffer is how much a connection of startPipe holds each way.
const pipeBuffer = 16 << 10

// startPipe is start without a network, for the bubbles of testing/synctest.
func startPipe(t *testing.T, s *Server, options ...grpc.DialOption) (*grpc.ClientConn, *bufconn.Listener) {
	t.Helper()
	l := bufconn.Listen(pipeBuffer)
	serve(t, s, l)
	return dialPipe(t, l, options...), l
}

func dialPipe(t *testing.T, l *bufconn.Listener, options ...grpc.DialOption) *grpc.ClientConn {
	t.Helper()
	conn, err := grpc.NewClient("passthrough:pipe", append(append(plaintext(), dialer(l)), options...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

func dialer(l *bufconn.Listener) grpc.DialOption {
	return grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return l.DialContext(ctx) })
}

func plaintext() []grpc.DialOption {
	return []grpc.DialOption{grpc.WithTransportCredentials(insecure.NewCredentials())}
}
