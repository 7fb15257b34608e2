package rpcgzip_test

import (
	"context"
	"net"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	health "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"

	"github.com/wiretax/wiretax/serving/rpcgzip"
)

// offers is a service that answers, and tells what the client offered.
type offers struct {
	health.UnimplementedHealthServer
	came chan []string
}

func (o offers) Check(ctx context.Context, r *health.HealthCheckRequest) (*health.HealthCheckResponse, error) {
	md, _ := metadata.FromIncomingContext(ctx)
	if !strings.HasPrefix(r.Service, "shop") {
		return nil, grpc.ErrServerStopped
	}
	o.came <- md.Get("grpc-accept-encoding")
	return &health.HealthCheckResponse{Status: health.HealthCheckResponse_SERVING}, nil
}

// TestOffers holds grpc-go to what the package relies on: calls compress when they are told
// to, both ways, and the others offer nothing.
func TestOffers(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	service := offers{came: make(chan []string, 1)}
	health.RegisterHealthServer(server, service)
	go server.Serve(l)
	defer server.Stop()
	conn, err := grpc.NewClient(l.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for range 3 { // pools are used again
		for _, test := range []struct {
			options []grpc.CallOption
			want    []string
		}{
			{nil, nil},
			{[]grpc.CallOption{grpc.UseCompressor(rpcgzip.Name)}, []string{rpcgzip.Name}},
		} {
			// Long enough that a message which was not decompressed would be noticed.
			request := &health.HealthCheckRequest{Service: "shop" + strings.Repeat("p", 1000)}
			answer, err := health.NewHealthClient(conn).Check(t.Context(), request, test.options...)
			if err != nil || answer.Status != health.HealthCheckResponse_SERVING {
				t.Fatalf("Check() with %v = %v, %v", test.options, answer, err)
			}
			if got := <-service.came; !slices.Equal(got, test.want) {
				t.Errorf("a call with %d options offers %q, want %q", len(test.options), got, test.want)
			}
		}
	}
}
