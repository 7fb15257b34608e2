package httpserver_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"testing"

	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/serving/httpserver"
	"github.com/wiretax/wiretax/serving/servingtest"
)

type result struct {
	servingtest.Reply
	err error
}

func TestShutdown(t *testing.T) {
	for _, test := range []struct {
		name     string
		stubborn bool
		cutOff   bool // end the context of Shutdown, not the request
		want     error
		wantBody string // none: the connection breaks
	}{
		{"request ends", false, false, nil, "done"},
		{"context ends", false, true, context.Canceled, ""},
		{"context ends, handler does not", true, true, context.Canceled, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			running, end, ended := make(chan struct{}), make(chan struct{}), make(chan struct{})
			s := httpserver.New(quiet())
			s.Get("/", metrics.OtherOperation, func(x httpserver.Exchange) (int, error) {
				defer close(ended)
				close(running)
				gone := x.Request.Context().Done()
				if test.stubborn {
					gone = nil
				}
				select {
				case <-end:
				case <-gone:
				}
				x.String(http.StatusOK, "done")
				return 0, nil
			})
			begun := make(chan struct{})
			s.OnShutdown(sync.OnceFunc(func() { close(begun) })) // the cleanup shuts down again
			at := servingtest.StartHTTP(t, s)
			answer := make(chan result, 1)
			go func() {
				r, err := at.Do("GET", "/")
				answer <- result{r, err}
			}()
			<-running

			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			stopped := make(chan error, 1)
			go func() { stopped <- s.Shutdown(ctx) }()
			<-begun
			select {
			case err := <-stopped:
				t.Fatalf("Shutdown() = %v while a request is under way, want it to wait", err)
			default:
			}
			if test.cutOff {
				cancel()
			} else {
				close(end)
			}
			if got := <-answer; got.Body != test.wantBody || (got.err == nil) != (test.wantBody != "") {
				t.Errorf("request under way = %q, %v; want %q", got.Body, got.err, test.wantBody)
			}
			if err := <-stopped; !errors.Is(err, test.want) {
				t.Errorf("Shutdown() = %v, want %v", err, test.want)
			}
			if test.cutOff {
				close(end)
			}
			<-ended
			if _, err := at.Do("GET", "/"); err == nil {
				t.Error("request after Shutdown = no error, want the connection refused")
			}
		})
	}
}

// A connection that is kept alive and idle does not hold Shutdown up.
func TestShutdownOfIdleConnection(t *testing.T) {
	s := newShelf(quiet())
	at := servingtest.StartHTTP(t, s)
	if r := at.Must(t, "GET", "/v1/books/1"); r.Status != http.StatusOK {
		t.Fatalf("GET /v1/books/1 = %d, want 200", r.Status)
	}
	if err := s.Shutdown(context.Background()); err != nil {
		t.Errorf("Shutdown() with an idle connection = %v, want nil", err)
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
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if err := newShelf(quiet()).Serve(l); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Serve() of a closed listener = %v, want %v", err, net.ErrClosed)
	}
}
