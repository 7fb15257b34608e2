package grpcsvc

import (
	"context"
	"errors"
	"net"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/connectivity"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"
)

// blocker is a service with one call, which says that it runs and ends when it is told to
// or, unless it is stubborn, when its caller is gone.
type blocker struct {
	running, end chan struct{}
	stubborn     bool
}

func (b blocker) register(s *Server) {
	s.grpc.RegisterService(&grpc.ServiceDesc{
		ServiceName: "test.Blocker",
		HandlerType: (*any)(nil),
		Methods:     []grpc.MethodDesc{{MethodName: "Block", Handler: b.block}},
	}, nil)
}

func (b blocker) block(_ any, ctx context.Context, _ func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
	close(b.running)
	gone := ctx.Done()
	if b.stubborn {
		gone = nil
	}
	select {
	case <-b.end:
		return &emptypb.Empty{}, nil
	case <-gone:
		return nil, ctx.Err()
	}
}

func call(conn *grpc.ClientConn) error {
	return conn.Invoke(context.Background(), "/test.Blocker/Block", &emptypb.Empty{}, &emptypb.Empty{})
}

func TestShutdown(t *testing.T) {
	for _, test := range []struct {
		name     string
		stubborn bool
		cutOff   bool // end the context of Shutdown, not the call
		want     error
		wantCall codes.Code
	}{
		{"call ends", false, false, nil, codes.OK},
		{"context ends", false, true, context.Canceled, codes.Unavailable},
		{"context ends, handler does not", true, true, context.Canceled, codes.Unavailable},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, b := New(quiet()), blocker{make(chan struct{}), make(chan struct{}), test.stubborn}
			b.register(s)
			conn := start(t, s)
			called := make(chan error, 1)
			go func() { called <- call(conn) }()
			<-b.running

			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			stopped := beginShutdown(t, s, conn, ctx)
			select {
			case err := <-stopped:
				t.Fatalf("Shutdown() = %v while a call is under way, want it to wait", err)
			default:
			}
			if test.cutOff {
				cancel()
			} else {
				close(b.end)
			}
			if err := <-called; status.Code(err) != test.wantCall {
				t.Errorf("call under way = %v, want %v", err, test.wantCall)
			}
			if err := <-stopped; !errors.Is(err, test.want) {
				t.Errorf("Shutdown() = %v, want %v", err, test.want)
			}
			if test.cutOff {
				close(b.end)
			}
			if err := call(conn); status.Code(err) != codes.Unavailable {
				t.Errorf("call after Shutdown = %v, want UNAVAILABLE", err)
			}
		})
	}
}

// beginShutdown starts Shutdown and returns when a client has seen that it began.
func beginShutdown(t *testing.T, s *Server, conn *grpc.ClientConn, ctx context.Context) <-chan error {
	t.Helper()
	watch, err := healthv1.NewHealthClient(conn).Watch(t.Context(), &healthv1.HealthCheckRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := watch.Recv(); err != nil {
		t.Fatal(err)
	}
	stopped := make(chan error, 1)
	go func() { stopped <- s.Shutdown(ctx) }()
	if r, err := watch.Recv(); err != nil || r.GetStatus() != notServing {
		t.Fatalf("Watch after Shutdown began = %v, %v; want %v", r.GetStatus(), err, notServing)
	}
	return stopped
}

// Once Shutdown has begun an idle connection is told to go.
func TestShutdownOfIdleConnection(t *testing.T) {
	s := New(quiet())
	conn := start(t, s)
	if err := newCaller(conn).getBook(1)(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Shutdown(t.Context()); err != nil {
		t.Errorf("Shutdown() with an idle connection = %v, want nil", err)
	}
	for state := conn.GetState(); state == connectivity.Ready; state = conn.GetState() {
		if !conn.WaitForStateChange(t.Context(), state) {
			t.Fatal("connection stays ready after Shutdown")
		}
	}
}

func TestServeAfterShutdown(t *testing.T) {
	s := New(quiet())
	if err := s.Shutdown(t.Context()); err != nil {
		t.Errorf("Shutdown() before Serve = %v, want nil", err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Serve(l); err != nil {
		t.Errorf("Serve() after Shutdown = %v, want nil", err)
	}
	if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Accept() of the listener = %v, want it closed", err)
	}
}

func TestServeOfClosedListener(t *testing.T) {
	s := New(quiet())
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if err := s.Serve(l); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Serve() of a closed listener = %v, want %v", err, net.ErrClosed)
	}
}
