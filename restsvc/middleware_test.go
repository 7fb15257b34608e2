package restsvc_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/restsvc"
)

func TestObserver(t *testing.T) {
	ok := func(c *gin.Context) error { c.Status(http.StatusOK); return nil }
	gone, leave := context.WithCancel(t.Context())
	leave()
	for _, test := range []struct {
		name    string
		ctx     context.Context
		handler func(*gin.Context) error
		runs    bool
		status  int
		counts  string
		logs    string
	}{
		{"answer", t.Context(), ok, true, 200, "OK GetBook rest", ""},
		{"gone", gone, ok, false, 499, "CANCELLED GetBook rest", ""},
		{"panic", t.Context(), func(*gin.Context) error { panic("the shelf broke") }, true, 500, "INTERNAL GetBook rest", "the shelf broke"},
		{"panic with an error", t.Context(), func(*gin.Context) error { panic(errors.New("the shelf broke")) }, true, 500, "INTERNAL GetBook rest", "the shelf broke"},
	} {
		config, log := quiet(), new(bytes.Buffer)
		reg := prometheus.NewRegistry()
		config.Metrics, config.Log = metrics.NewService(reg, "rest"), slog.New(slog.NewTextHandler(log, nil))
		ran := false
		h := restsvc.Observe(config, func(c *gin.Context) error { ran = true; return test.handler(c) })
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequestWithContext(test.ctx, "GET", "/", nil))
		if w.Code != test.status || ran != test.runs {
			t.Errorf("%s = %d, handler run: %v; want %d, %v", test.name, w.Code, ran, test.status, test.runs)
		}
		checkCounts(t, test.name, reg, map[string]float64{test.counts: 1})
		if test.logs == "" {
			if log.Len() > 0 {
				t.Errorf("%s: log = %s, want none", test.name, log)
			}
			continue
		}
		if !strings.Contains(log.String(), test.logs) || !strings.Contains(log.String(), "middleware_test.go") {
			t.Errorf("%s: log = %s, want %q and a stack in it", test.name, log, test.logs)
		}
		checkProblem(t, reply{status: w.Code, header: w.Header(), body: w.Body.String()}, test.name, "INTERNAL", "", "internal error; the service's log has the details")
	}
}

// net/http's way to cut a connection works through the middleware, and is counted.
func TestObserverOfAbort(t *testing.T) {
	config, reg := quiet(), prometheus.NewRegistry()
	config.Metrics = metrics.NewService(reg, "rest")
	h := restsvc.Observe(config, func(*gin.Context) error { panic(http.ErrAbortHandler) })
	func() {
		defer func() {
			if got := recover(); got != http.ErrAbortHandler {
				t.Errorf("panic(http.ErrAbortHandler) goes on as %v, want itself", got)
			}
		}()
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	}()
	checkCounts(t, "abort", reg, map[string]float64{"UNKNOWN GetBook rest": 1})
}

// checkCounts wants these requests by code, operation and stack, a duration of each, and
// none in flight.
func checkCounts(t *testing.T, name string, reg prometheus.Gatherer, want map[string]float64) {
	t.Helper()
	durations := map[string]float64{}
	for labels, n := range want {
		_, operation, _ := strings.Cut(labels, " ")
		durations[operation] += n
	}
	for _, metric := range []struct {
		name string
		want map[string]float64
	}{
		{metrics.RequestsTotal, want},
		{metrics.RequestDuration, durations},
		{metrics.RequestsInFlight, map[string]float64{}},
	} {
		if diff := cmp.Diff(metric.want, series(t, reg, metric.name)); diff != "" {
			t.Errorf("%s: %s differs (-want +got):\n%s", name, metric.name, diff)
		}
	}
}

// series returns the series of a metric that are not 0, by the values of their labels.
func series(t *testing.T, reg prometheus.Gatherer, name string) map[string]float64 {
	t.Helper()
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]float64{}
	for _, family := range families {
		if family.GetName() != name {
			continue
		}
		for _, m := range family.GetMetric() {
			var labels []string
			for _, pair := range m.GetLabel() {
				labels = append(labels, pair.GetValue())
			}
			value := m.GetCounter().GetValue() + m.GetGauge().GetValue() + float64(m.GetHistogram().GetSampleCount())
			if value != 0 {
				values[strings.Join(labels, " ")] = value
			}
		}
	}
	return values
}

// A server without a catalog panics in every handler, and goes on.
func TestServerOutlivesPanics(t *testing.T) {
	config := quiet()
	config.Catalog = nil
	s := start(t, restsvc.New(config))
	for _, target := range []string{"/v1/books/1", "/v1/recommendations?category=MYSTERY", "/v1/books/1/rating-history"} {
		checkProblem(t, s.must(t, "GET", target), target, "INTERNAL", "", "internal error; the service's log has the details")
	}
	checkProblem(t, s.must(t, "GET", "/"), "/", "NOT_FOUND", "", "no such path")
}
