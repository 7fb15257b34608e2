package grpcsvc

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"

	"github.com/wiretax/wiretax/metrics"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// observed is an observer whose counts and log lines can be read.
func observed() (o observer, reg *prometheus.Registry, log *bytes.Buffer) {
	reg, log = prometheus.NewRegistry(), new(bytes.Buffer)
	return observer{metrics.NewService(reg, "grpc"), slog.New(slog.NewTextHandler(log, nil))}, reg, log
}

// counted returns "code operation" of every request that reg has, and fails the test where
// one is still in flight.
func counted(t *testing.T, reg *prometheus.Registry) (list []string) {
	t.Helper()
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		for _, m := range family.GetMetric() {
			switch family.GetName() {
			case metrics.RequestsTotal:
				for range int(m.GetCounter().GetValue()) {
					list = append(list, m.GetLabel()[0].GetValue()+" "+m.GetLabel()[1].GetValue())
				}
			case metrics.RequestsInFlight:
				if n := m.GetGauge().GetValue(); n != 0 {
					t.Errorf("in flight = %v, want 0", n)
				}
			}
		}
	}
	return list
}

func TestUnaryInterceptor(t *testing.T) {
	const method = "/catalog.v1.CatalogService/GetBook"
	expired, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0))
	defer cancel()
	gone, leave := context.WithCancel(t.Context())
	leave()
	answer := func() (any, error) { return "answer", nil }
	for _, test := range []struct {
		name    string
		ctx     context.Context
		method  string
		handler func() (any, error)
		runs    bool
		want    codes.Code
		counts  string
		logs    string
	}{
		{"answer", t.Context(), method, answer, true, codes.OK, "OK GetBook", ""},
		{"status", t.Context(), method, func() (any, error) { return nil, status.Error(codes.NotFound, "none") }, true, codes.NotFound, "NOT_FOUND GetBook", ""},
		{"plain error", t.Context(), method, func() (any, error) { return nil, errors.New("plain") }, true, codes.Unknown, "UNKNOWN GetBook", ""},
		{"code that is not counted by name", t.Context(), method, func() (any, error) { return nil, status.Error(codes.DataLoss, "lost") }, true, codes.DataLoss, "UNKNOWN GetBook", ""},
		{"no operation", t.Context(), "/grpc.health.v1.Health/Check", answer, true, codes.OK, "OK other", ""},
		{"expired", expired, method, answer, false, codes.DeadlineExceeded, "DEADLINE_EXCEEDED GetBook", ""},
		{"gone", gone, method, answer, false, codes.Canceled, "CANCELLED GetBook", ""},
		{"panic", t.Context(), method, func() (any, error) { panic("the shelf broke") }, true, codes.Internal, "INTERNAL GetBook", "the shelf broke"},
		{"panic with an error", t.Context(), method, func() (any, error) { panic(errors.New("the shelf broke")) }, true, codes.Internal, "INTERNAL GetBook", "the shelf broke"},
		{"runtime panic", t.Context(), method, func() (any, error) { return books().IDs()[books().Len()], nil }, true, codes.Internal, "INTERNAL GetBook", "index out of range"},
	} {
		o, reg, log := observed()
		ran := false
		_, err := o.unary(test.ctx, nil, &grpc.UnaryServerInfo{FullMethod: test.method}, func(context.Context, any) (any, error) {
			ran = true
			return test.handler()
		})
		if got := status.Code(err); got != test.want || ran != test.runs {
			t.Errorf("%s: unary() = %v, handler run: %v; want %v, %v", test.name, got, ran, test.want, test.runs)
		}
		if got := strings.Join(counted(t, reg), ", "); got != test.counts {
			t.Errorf("%s: unary() counts %s, want %s", test.name, got, test.counts)
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
	for _, want := range []string{words, "method=/catalog.v1.", "interceptors_test.go"} {
		if !strings.Contains(log, want) {
			t.Errorf("%s: log = %s, want %q in it", name, log, want)
		}
	}
	const want = "internal error; the service's log has the details"
	if got := status.Convert(err); got.Message() != want || len(got.Details()) != 0 {
		t.Errorf("%s: error = %q with details %v, want %q alone", name, got.Message(), got.Details(), want)
	}
}

func TestStreamInterceptor(t *testing.T) {
	const method = "/catalog.v1.CatalogService/ListBooks"
	for _, test := range []struct {
		name    string
		handler func() error
		want    codes.Code
		counts  string
		logs    string
	}{
		{"answer", func() error { return nil }, codes.OK, "OK ListBooks", ""},
		{"status", func() error { return status.Error(codes.Unimplemented, "later") }, codes.Unimplemented, "UNIMPLEMENTED ListBooks", ""},
		{"panic", func() error { panic("the shelf broke") }, codes.Internal, "INTERNAL ListBooks", "the shelf broke"},
	} {
		o, reg, log := observed()
		err := o.stream(nil, nil, &grpc.StreamServerInfo{FullMethod: method}, func(any, grpc.ServerStream) error { return test.handler() })
		if got := status.Code(err); got != test.want {
			t.Errorf("%s: stream() = %v, want %v", test.name, got, test.want)
		}
		if got := strings.Join(counted(t, reg), ", "); got != test.counts {
			t.Errorf("%s: stream() counts %s, want %s", test.name, got, test.counts)
		}
		checkLog(t, test.name, log.String(), err, test.logs)
	}
}

// A server without a catalog panics in every handler, and goes on.
func TestServerOutlivesPanics(t *testing.T) {
	config := quiet()
	config.Catalog = nil
	c := newCaller(start(t, New(config)))
	for _, test := range []struct {
		name string
		call func(context.Context) error
	}{
		{"GetBook", c.getBook(1)},
		{"Recommend", c.recommend(0, catalogv1.BookCategory_MYSTERY, 0)},
		{"RatingHistory", c.ratingHistory(1, 0)},
	} {
		if err := test.call(t.Context()); status.Code(err) != codes.Internal {
			t.Errorf("%s without a catalog = %v, want INTERNAL", test.name, err)
		}
	}
	if _, err := healthv1.NewHealthClient(c.conn).Check(t.Context(), &healthv1.HealthCheckRequest{}); err != nil {
		t.Errorf("Check() after panics = %v, want nil", err)
	}
}
