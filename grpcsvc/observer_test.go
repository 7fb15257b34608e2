package grpcsvc

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/generate"
	"github.com/wiretax/wiretax/metrics"
)

// contextStream is a stream that has only a context.
type contextStream struct {
	grpc.ServerStream
	ctx context.Context
}

func (s contextStream) Context() context.Context { return s.ctx }

func TestObserve(t *testing.T) {
	expired, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0))
	defer cancel()
	gone, leave := context.WithCancel(t.Context())
	leave()
	const cancelled, late = codes.Canceled, codes.DeadlineExceeded
	for _, test := range []struct {
		name      string
		ctx       context.Context
		operation string
		handler   func() error
		runs      bool
		want      codes.Code
		counts    string
		logs      string
	}{
		{"answer", t.Context(), "GetBook", func() error { return nil }, true, codes.OK, "OK GetBook", ""},
		{"status", t.Context(), "GetBook", func() error { return status.Error(codes.NotFound, "none") }, true, codes.NotFound, "NOT_FOUND GetBook", ""},
		{"plain error", t.Context(), "GetBook", func() error { return errors.New("plain") }, true, codes.Unknown, "UNKNOWN GetBook", ""},
		{"error of a context", t.Context(), "GetBook", func() error { return context.DeadlineExceeded }, true, late, "DEADLINE_EXCEEDED GetBook", ""},
		{"code that is not counted by name", t.Context(), "GetBook", func() error { return status.Error(codes.DataLoss, "lost") }, true, codes.DataLoss, "UNKNOWN GetBook", ""},
		{"no operation", t.Context(), metrics.OtherOperation, func() error { return nil }, true, codes.OK, "OK other", ""},
		{"expired", expired, "GetBook", nil, false, late, "DEADLINE_EXCEEDED GetBook", ""},
		{"gone", gone, "GetBook", nil, false, cancelled, "CANCELLED GetBook", ""},
		{"panic", t.Context(), "GetBook", func() error { panic("the shelf broke") }, true, codes.Internal, "INTERNAL GetBook", "the shelf broke"},
		{"panic with an error", t.Context(), "GetBook", func() error { panic(errors.New("the shelf broke")) }, true, codes.Internal, "INTERNAL GetBook", "the shelf broke"},
		{"runtime panic", t.Context(), "GetBook", func() error { _ = books().IDs()[books().Len()]; return nil }, true, codes.Internal, "INTERNAL GetBook", "index out of range"},
	} {
		config, reg, log := observable()
		o := &observer{metrics: config.Metrics, log: config.Log}
		ran := false
		handler := o.observe("/catalog.v1.CatalogService/GetBook", test.operation, func(any, grpc.ServerStream) error {
			ran = true
			return test.handler()
		})
		err := handler(nil, contextStream{ctx: test.ctx})
		if got := status.Code(err); got != test.want || ran != test.runs {
			t.Errorf("%s: handler = %v, run: %v; want %v, %v", test.name, got, ran, test.want, test.runs)
		}
		if got := counted(t, reg); got != test.counts {
			t.Errorf("%s: counts %s, want %s", test.name, got, test.counts)
		}
		checkLog(t, test.name, log.String(), err, test.logs)
	}
}

// checkLog wants the words in the log with the method and a stack, and not in the error.
func checkLog(t *testing.T, name, log string, err error, words string) {
	t.Helper()
	if words == "" {
		if log != "" {
			t.Errorf("%s: log = %s, want none", name, log)
		}
		return
	}
	for _, want := range []string{words, "method=/catalog.v1.", "observer_test.go"} {
		if !strings.Contains(log, want) {
			t.Errorf("%s: log = %s, want %q in it", name, log, want)
		}
	}
	const want = "internal error; the service's log has the details"
	if got := status.Convert(err); got.Message() != want || len(got.Details()) != 0 {
		t.Errorf("%s: error = %q with details %v, want %q alone", name, got.Message(), got.Details(), want)
	}
}

// The transport cancels a call whose time is over without saying why, and may do so before
// the context ends by itself.
func TestCancelledAtDeadlineIsLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		cancelled := status.FromContextError(context.Canceled).Err()
		if got := status.Code(outcome(ctx, cancelled)); got != codes.Canceled {
			t.Errorf("outcome of a cancelled call before its deadline = %v, want CANCELLED", got)
		}
		time.Sleep(time.Second)
		if got := status.Code(outcome(ctx, cancelled)); got != codes.DeadlineExceeded {
			t.Errorf("outcome of a cancelled call at its deadline = %v, want DEADLINE_EXCEEDED", got)
		}
	})
}

// A server without a catalog panics in every handler, and goes on.
func TestServerOutlivesPanics(t *testing.T) {
	config, reg, log := observable()
	config.Catalog = nil
	s := New(config)
	c := newCaller(start(t, s))
	for _, test := range []struct {
		name string
		call func(context.Context) error
	}{
		{"GetBook", c.getBook(1)},
		{"Recommend", c.recommend(0, mystery, 0)},
		{"RatingHistory", c.ratingHistory(1, 0)},
		{"ListBooks", c.listBooks(mystery, 0, 0)},
		{"UploadBookRatings", c.uploadOf("")},
		{"RealtimeRecommendations", c.actOf(validAction())},
	} {
		if err := test.call(t.Context()); status.Code(err) != codes.Internal {
			t.Errorf("%s without a catalog = %v, want INTERNAL", test.name, err)
		}
		if !strings.Contains(log.String(), test.name) {
			t.Errorf("%s without a catalog logs %s, want the method", test.name, log.String())
		}
		log.Reset()
	}
	if _, err := healthv1.NewHealthClient(c.conn).Check(t.Context(), &healthv1.HealthCheckRequest{}); err != nil {
		t.Errorf("Check() after panics = %v, want nil", err)
	}
	const want = "INTERNAL GetBook, INTERNAL ListBooks, INTERNAL RatingHistory, INTERNAL RealtimeRecommendations, INTERNAL Recommend, INTERNAL UploadBookRatings, OK other"
	if got := counted(t, reg); got != want {
		t.Errorf("counts %s, want %s", got, want)
	}
}

// Work takes its time from every operation, from a stream once, and ends with the deadline.
func TestWork(t *testing.T) {
	for _, test := range []struct {
		name string
		call func(caller) func(context.Context) error
		want time.Duration
	}{
		{"GetBook", func(c caller) func(context.Context) error { return c.getBook(1) }, time.Second},
		{"ListBooks", func(c caller) func(context.Context) error { return c.listBooks(mystery, 0, 0) }, time.Second},
		{"UploadBookRatings", func(c caller) func(context.Context) error { return c.uploadOf("") }, time.Second},
		{"RealtimeRecommendations", func(c caller) func(context.Context) error { return c.actOf(validAction()) }, time.Second},
		{"unknown", func(c caller) func(context.Context) error { return c.unknown("/a/b") }, 0},
	} {
		bubble(t, test.name, func(t *testing.T) {
			config, reg, _ := observable()
			config.Work = catalog.Work{Wait: time.Second}
			config.Catalog = generate.Catalog(generate.DefaultSeed, 100)
			conn, _ := startPipe(t, New(config))
			call := test.call(newCaller(conn))
			begun := time.Now()
			if err := call(t.Context()); err != nil && test.want > 0 {
				t.Errorf("%s = %v, want nil", test.name, err)
			}
			if got := time.Since(begun); got != test.want {
				t.Errorf("%s took %v, want %v", test.name, got, test.want)
			}
			if test.want == 0 {
				return
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Second/2)
			defer cancel()
			begun = time.Now()
			if err := call(ctx); status.Code(err) != codes.DeadlineExceeded || time.Since(begun) != time.Second/2 {
				t.Errorf("%s with half the time = %v after %v, want DEADLINE_EXCEEDED after 500ms", test.name, err, time.Since(begun))
			}
			synctest.Wait()
			if got, want := counted(t, reg), "DEADLINE_EXCEEDED "+test.name+", OK "+test.name; got != want {
				t.Errorf("%s counts %s, want %s", test.name, got, want)
			}
		})
	}
}
