package generator

import (
	"context"
	"fmt"
	"net"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/reflection"
	"google.golang.org/grpc/stats"
	"google.golang.org/grpc/status"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// grpcService answers no request before as many as holds have arrived.
type grpcService struct {
	catalogv1.UnimplementedCatalogServiceServer
	holds int

	mu       sync.Mutex
	all      chan struct{} // closed when they have
	total    int
	byID     map[int32]int
	byClient map[string]int
	opened   int
}

func (s *grpcService) GetBook(ctx context.Context, r *catalogv1.GetBookRequest) (*catalogv1.Book, error) {
	from, _ := peer.FromContext(ctx)
	s.mu.Lock()
	s.total++
	s.byID[r.GetId()]++
	s.byClient[from.Addr.String()]++
	if s.total == s.holds {
		close(s.all)
	}
	s.mu.Unlock()
	select {
	case <-s.all:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if r.GetId() < 0 {
		return nil, status.Error(codes.NotFound, "no such book")
	}
	return &catalogv1.Book{Id: r.GetId()}, nil
}

func (s *grpcService) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }
func (s *grpcService) HandleRPC(context.Context, stats.RPCStats)                         {}
func (s *grpcService) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context   { return ctx }

func (s *grpcService) HandleConn(_ context.Context, event stats.ConnStats) {
	if _, ok := event.(*stats.ConnBegin); ok {
		s.mu.Lock()
		s.opened++
		s.mu.Unlock()
	}
}

func serveGRPC(t *testing.T, holds int) (*grpcService, string) {
	t.Helper()
	s := &grpcService{holds: holds, all: make(chan struct{}), byID: make(map[int32]int), byClient: make(map[string]int)}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer(grpc.StatsHandler(s))
	catalogv1.RegisterCatalogServiceServer(server, s)
	reflection.Register(server)
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	t.Cleanup(func() {
		server.Stop()
		if err := <-done; err != nil {
			t.Errorf("Serve() = %v", err)
		}
	})
	return s, listener.Addr().String()
}

func getBooks(address string, ids ...int) Job {
	job := Job{
		Address: address, Method: catalogv1.CatalogService_GetBook_FullMethodName,
		Rate: 1000, Requests: 120, Connections: 3, TimeoutSeconds: 30,
	}
	for _, id := range ids {
		job.Payloads = append(job.Payloads, fmt.Sprintf(`{"id":%d}`, id))
	}
	return job
}

// All requests wait for the last one, which a closed loop, with its 51 workers, would never
// send.
func TestGhzSendsAllInTurnAndWaitsForNone(t *testing.T) {
	s, address := serveGRPC(t, 120)
	job := getBooks(address, 1, 2, 3, 4, 5, 6, 7)
	f := run(t, "ghz", job)
	checkAllCompleted(t, f)
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.Sent != job.Requests || s.total != int(job.Requests) {
		t.Errorf("ghz says it sent %d, the service got %d, want %d", f.Sent, s.total, job.Requests)
	}
	// 120 = 7 × 17 + 1.
	if want := map[int32]int{1: 18, 2: 17, 3: 17, 4: 17, 5: 17, 6: 17, 7: 17}; !cmp.Equal(s.byID, want) {
		t.Errorf("the service got these ids so often: %v, want %v", s.byID, want)
	}
	// The extra connection asks for the method's types.
	if len(s.byClient) != job.Connections || s.opened != job.Connections+1 {
		t.Errorf("requests came on %d connections of %d, want %d of %d: %v",
			len(s.byClient), s.opened, job.Connections, job.Connections+1, s.byClient)
	}
}

func TestGhzCountsWhatFailed(t *testing.T) {
	s, address := serveGRPC(t, 1)
	job := getBooks(address, 1, -2, 3)
	job.Requests = 30
	f := run(t, "ghz", job)
	s.mu.Lock()
	defer s.mu.Unlock()
	if want := map[string]int64{"code NotFound": 10}; f.Sent != 30 || f.Completed != 20 || !cmp.Equal(f.Failures, want) {
		t.Errorf("figures = %+v, want 30 sent, 20 completed, %v; the service got %v", f, want, s.byID)
	}
}
