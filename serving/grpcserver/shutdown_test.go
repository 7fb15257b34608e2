package grpcserver

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/connectivity"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/wiretax/wiretax/serving/servingtest"
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
			s, b := newShelf(quiet()), blocker{make(chan struct{}), make(chan struct{}), test.stubborn}
			b.register(s)
			conn := servingtest.StartGRPC(t, s)
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
	s := newShelf(quiet())
	conn := servingtest.StartGRPC(t, s)
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
	s := newShelf(quiet())
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
	s := newShelf(quiet())
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if err := s.Serve(l); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Serve() of a closed listener = %v, want %v", err, net.ErrClosed)
	}
}

// Health is not serving at once; the server goes on serving and accepting until the delay is over.
func TestDrainDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		config := quiet()
		config.DrainDelay = 5 * time.Second
		s := newShelf(config)
		conn, l := servingtest.StartGRPCPipe(t, s)
		begun := time.Now()
		stopped := beginShutdown(t, s, conn, context.Background())
		time.Sleep(config.DrainDelay - time.Second)
		for _, c := range []*grpc.ClientConn{conn, servingtest.DialGRPCPipe(t, l)} {
			if err := newCaller(c).getBook(1)(t.Context()); err != nil {
				t.Errorf("GetBook(1) in the delay = %v, want nil", err)
			}
			r, err := healthv1.NewHealthClient(c).Check(t.Context(), &healthv1.HealthCheckRequest{})
			if err != nil || r.GetStatus() != notServing {
				t.Errorf("Check() in the delay = %v, %v; want %v", r.GetStatus(), err, notServing)
			}
		}
		if err := <-stopped; err != nil || time.Since(begun) != config.DrainDelay {
			t.Errorf("Shutdown() = %v after %v, want nil after %v", err, time.Since(begun), config.DrainDelay)
		}
		if err := newCaller(conn).getBook(1)(t.Context()); status.Code(err) != codes.Unavailable {
			t.Errorf("GetBook(1) after the delay = %v, want UNAVAILABLE", err)
		}
	})
}

// The context cuts the delay short too.
func TestShutdownCutsDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		config := quiet()
		config.DrainDelay = time.Hour
		s := newShelf(config)
		conn, _ := servingtest.StartGRPCPipe(t, s)
		stream, err := newCaller(conn).catalog.UploadBookRatings(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		begun := time.Now()
		if err := s.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(begun) != time.Second {
			t.Errorf("Shutdown() = %v after %v, want the error of its context after 1s", err, time.Since(begun))
		}
		if _, err := stream.CloseAndRecv(); status.Code(err) != codes.Unavailable {
			t.Errorf("upload that was cut off = %v, want UNAVAILABLE", err)
		}
	})
}

// A connection that has sent nothing yet does not delay either kind of Shutdown for as long as it
// may be silent.
func TestShutdownOfMuteConnection(t *testing.T) {
	for _, test := range []struct {
		name    string
		timeout time.Duration
		want    error
		after   time.Duration
	}{
		{"graceful", time.Hour, nil, handshakeGrace},
		{"cut", handshakeGrace / 2, context.DeadlineExceeded, handshakeGrace / 2},
	} {
		servingtest.Bubble(t, test.name, func(t *testing.T) {
			s := newShelf(quiet())
			startRaw(t, s)
			synctest.Wait() // it is accepted
			ctx, cancel := context.WithTimeout(t.Context(), test.timeout)
			defer cancel()
			begun := time.Now()
			if err := s.Shutdown(ctx); !errors.Is(err, test.want) || time.Since(begun) != test.after {
				t.Errorf("Shutdown() = %v after %v, want %v after %v", err, time.Since(begun), test.want, test.after)
			}
			if n := len(s.handshakes.open); n != 0 {
				t.Errorf("%d connections are known after Shutdown, want none", n)
			}
		})
	}
}

// A connection is kept only during its handshake.
func TestHandshakesEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShelf(quiet())
		conn, _ := servingtest.StartGRPCPipe(t, s)
		if err := newCaller(conn).getBook(1)(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.handshakes.mu.Lock()
		defer s.handshakes.mu.Unlock()
		if n := len(s.handshakes.open); n != 0 {
			t.Errorf("%d connections shake hands, want none", n)
		}
	})
}

// A connection that is accepted after the cut is closed at once.
func TestNoHandshakeBehindCut(t *testing.T) {
	var h handshakes
	h.cut()
	client, server := net.Pipe()
	defer client.Close()
	h.begin(server)
	if _, err := client.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("Read() of a connection behind the cut = %v, want its end", err)
	}
	if len(h.open) != 0 {
		t.Errorf("%d connections are known, want none", len(h.open))
	}
}
