package servingtest

import (
	"context"
	"net"
	"testing"
	"testing/synctest"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/test/bufconn"
)

// PipeBuffer is how many bytes a connection of [StartGRPCPipe] holds in each direction.
const PipeBuffer = 16 << 10

// StartGRPC serves s on loopback until the test ends and returns a connection to it, plaintext
// unless the options say otherwise.
func StartGRPC(t testing.TB, s Server, options ...grpc.DialOption) *grpc.ClientConn {
	t.Helper()
	return dialGRPC(t, Listen(t, s), options...)
}

// StartGRPCPipe is StartGRPC without a network, for the bubbles of testing/synctest.
func StartGRPCPipe(t testing.TB, s Server, options ...grpc.DialOption) (*grpc.ClientConn, *bufconn.Listener) {
	t.Helper()
	l := bufconn.Listen(PipeBuffer)
	Serve(t, s, l)
	return DialGRPCPipe(t, l, options...), l
}

// DialGRPCPipe returns one more connection to the server of l.
func DialGRPCPipe(t testing.TB, l *bufconn.Listener, options ...grpc.DialOption) *grpc.ClientConn {
	t.Helper()
	dial := grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return l.DialContext(ctx) })
	return dialGRPC(t, "passthrough:pipe", append([]grpc.DialOption{dial}, options...)...)
}

func dialGRPC(t testing.TB, target string, options ...grpc.DialOption) *grpc.ClientConn {
	t.Helper()
	plaintext := grpc.WithTransportCredentials(insecure.NewCredentials())
	conn, err := grpc.NewClient(target, append([]grpc.DialOption{plaintext}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// Bubble runs a subtest in a bubble of testing/synctest, where time passes only when all
// goroutines wait.
func Bubble(t *testing.T, name string, f func(t *testing.T)) {
	t.Run(name, func(t *testing.T) { synctest.Test(t, f) })
}
