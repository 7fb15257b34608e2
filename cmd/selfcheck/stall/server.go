// Package stall is a server that stands still for a while in every period, as a service does
// in a long pause. Requests that arrive meanwhile are answered when the stall ends, so that
// arithmetic says which response times a load generator must find: see [Truth]. The tests and
// the table of the engine use it.
package stall

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	health "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/reflection"
	"google.golang.org/grpc/status"

	"github.com/wiretax/wiretax/bench/pace"
)

const (
	// Path is what the server answers over HTTP, to GET and to POST.
	Path = "/stall"
	// Method is what it answers over gRPC. Its request may be empty.
	Method = "/grpc.health.v1.Health/Check"
)

// Server answers over HTTP and gRPC in the same rhythm. It is safe for concurrent use.
type Server struct {
	health.UnimplementedHealthServer

	config  Config
	mux     *http.ServeMux
	http    *http.Server
	grpc    *grpc.Server
	queue   chan held
	closing context.Context
	close   context.CancelFunc
	ended   chan struct{}
}

// held is a request that is not answered yet.
type held struct {
	due   time.Duration // since Start
	ready chan struct{}
}

// queueLength is how many requests may wait. More than that wait for room in the queue, which
// makes them late.
const queueLength = 1 << 16

// New returns a server that listens nowhere yet. Close ends it.
func New(c Config) (*Server, error) {
	c, err := c.withDefaults()
	if err != nil {
		return nil, err
	}
	if c.Start.IsZero() {
		c.Start = time.Now()
	}
	s := &Server{config: c, mux: http.NewServeMux(), grpc: grpc.NewServer(), queue: make(chan held, queueLength), ended: make(chan struct{})}
	s.closing, s.close = context.WithCancel(context.Background())
	s.mux.HandleFunc("GET "+Path, s.answerHTTP)
	s.mux.HandleFunc("POST "+Path, s.answerHTTP)
	s.http = &http.Server{Handler: s.mux, ReadHeaderTimeout: 10 * time.Second, Protocols: new(http.Protocols)}
	s.http.Protocols.SetHTTP1(true)
	s.http.Protocols.SetUnencryptedHTTP2(true)
	health.RegisterHealthServer(s.grpc, s)
	reflection.Register(s.grpc)
	started := make(chan error)
	go s.release(started)
	if err := <-started; err != nil {
		return nil, fmt.Errorf("make stalling server: %w", err)
	}
	return s, nil
}

// Start returns when the first period begins.
func (s *Server) Start() time.Time { return s.config.Start }

// Serve answers HTTP/1.1, and HTTP/2 without TLS, on l until Close; it then returns nil. It
// owns l.
func (s *Server) Serve(l net.Listener) error {
	if err := s.http.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// ServeGRPC answers gRPC on l until Close; it then returns nil. It owns l. Reflection is on.
func (s *Server) ServeGRPC(l net.Listener) error {
	if err := s.grpc.Serve(l); !errors.Is(err, grpc.ErrServerStopped) {
		return err
	}
	return nil
}

// Close ends all connections and the requests that wait on them. It returns when the longest
// wait would have ended: after one stall at most.
func (s *Server) Close() error {
	s.close()
	err := s.http.Close()
	s.grpc.Stop()
	<-s.ended
	return err
}

func (s *Server) answerHTTP(w http.ResponseWriter, r *http.Request) {
	if err := s.wait(r.Context()); err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Write([]byte("ok\n"))
}

// Check implements the gRPC method.
func (s *Server) Check(ctx context.Context, _ *health.HealthCheckRequest) (*health.HealthCheckResponse, error) {
	if err := s.wait(ctx); err != nil {
		return nil, status.Error(codes.Unavailable, err.Error())
	}
	return &health.HealthCheckResponse{Status: health.HealthCheckResponse_SERVING}, nil
}

// wait returns when a request that arrives now may be answered, or its client has gone.
func (s *Server) wait(ctx context.Context) error {
	now := time.Since(s.config.Start)
	due := s.config.answer(now)
	if due <= now {
		return nil
	}
	h := held{due, make(chan struct{})}
	select {
	case s.queue <- h:
	case <-ctx.Done():
		return ctx.Err()
	case <-s.closing.Done():
		return errClosed
	}
	select {
	case <-h.ready:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-s.closing.Done():
		return errClosed
	}
}

var errClosed = errors.New("the server is closed")

// release releases each request when it is due. One goroutine is enough, since requests leave in
// the order in which they came. It uses the precise waiter: the runtime's timers are late by up
// to a millisecond, which on one connection would be a third of the truth.
func (s *Server) release(started chan<- error) {
	defer close(s.ended)
	waiter, err := pace.NewWaiter()
	started <- err
	if err != nil {
		return
	}
	defer waiter.Close()
	begun := time.Since(s.config.Start) - waiter.Elapsed()
	for {
		select {
		case h := <-s.queue:
			if waiter.WaitUntil(h.due-begun) != nil {
				s.close() // no answer is better than an early one
				return
			}
			close(h.ready)
		case <-s.closing.Done():
			return
		}
	}
}
