package grpcserver

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"testing"
	"testing/synctest"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/test/bufconn"

	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/servingtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// quiet is a config that logs nothing and whose metrics nobody reads.
func quiet() serving.Config {
	config, _, _ := observable()
	return config
}

// observable is a config whose counts and log lines can be read, the latter once the server is
// idle.
func observable() (serving.Config, *prometheus.Registry, *bytes.Buffer) {
	reg, log := prometheus.NewRegistry(), new(bytes.Buffer)
	return serving.Config{
		Metrics: metrics.NewService(reg, "grpc"),
		Log:     slog.New(slog.NewTextHandler(log, nil)),
	}, reg, log
}

// start serves s on loopback until the test ends and returns a connection to it, plaintext
// unless the options say otherwise.
func start(t *testing.T, s *Server, options ...grpc.DialOption) *grpc.ClientConn {
	t.Helper()
	conn, err := grpc.NewClient(servingtest.Listen(t, s), append(plaintext(), options...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// bubble runs a subtest in a bubble of testing/synctest, where time passes only when all
// goroutines wait.
func bubble(t *testing.T, name string, f func(t *testing.T)) {
	t.Run(name, func(t *testing.T) { synctest.Test(t, f) })
}

// pipeBuffer is how much a connection of startPipe holds each way.
const pipeBuffer = 16 << 10

// startPipe is start without a network, for the bubbles of testing/synctest.
func startPipe(t *testing.T, s *Server, options ...grpc.DialOption) (*grpc.ClientConn, *bufconn.Listener) {
	t.Helper()
	l := bufconn.Listen(pipeBuffer)
	servingtest.Serve(t, s, l)
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
