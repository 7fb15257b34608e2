package older_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/wiretax/wiretax/catalog/generate"
	"github.com/wiretax/wiretax/grpcsvc"
	"github.com/wiretax/wiretax/metrics"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// seen and call are what the peer prints.
type (
	seen struct {
		Method  string
		Message json.RawMessage
		Unknown int
	}
	call struct {
		Method, Error string
		Answers       []seen
	}
)

// build builds the program of the older contract and returns its path.
func build(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "peer")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", path, "./peer").CombinedOutput(); err != nil {
		t.Fatalf("go build ./peer: %v\n%s", err, out)
	}
	return path
}

// startService serves today's contract over a catalog of its own until the test ends, and
// returns the address.
func startService(t *testing.T) string {
	t.Helper()
	s := grpcsvc.New(grpcsvc.Config{
		Catalog: generate.Catalog(generate.DefaultSeed, 50),
		Metrics: metrics.NewService(prometheus.NewRegistry(), "grpc"),
		Log:     slog.New(slog.DiscardHandler),
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- s.Serve(l) }()
	t.Cleanup(func() {
		if err := s.Shutdown(context.Background()); err != nil {
			t.Errorf("Shutdown() = %v, want nil", err)
		}
		if err := <-served; err != nil {
			t.Errorf("Serve() = %v, want nil", err)
		}
	})
	return l.Addr().String()
}

// startPeer serves the older contract. stop ends it and returns what it received.
func startPeer(t *testing.T, peer string) (address string, stop func() []seen) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), peer, "serve")
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stdin.Close(); cmd.Wait() })
	lines := json.NewDecoder(bufio.NewReader(stdout))
	if err := lines.Decode(&address); err != nil {
		t.Fatalf("read the peer's address: %v", err)
	}
	return address, func() (all []seen) {
		stdin.Close()
		for {
			var s seen
			if err := lines.Decode(&s); err == io.EOF {
				return all
			} else if err != nil {
				t.Fatalf("read what the peer saw: %v", err)
			}
			all = append(all, s)
		}
	}
}

func dial(t *testing.T, address string) *grpc.ClientConn {
	t.Helper()
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}
