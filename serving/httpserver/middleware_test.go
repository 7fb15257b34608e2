package httpserver_test

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
	"github.com/prometheus/client_golang/prometheus"

	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/httpserver"
	"github.com/wiretax/wiretax/serving/servingtest"
)

// observed is a server of a handler that is counted as GetBook.
func observed(c serving.Config, h func(*gin.Context) error) http.Handler {
	s := httpserver.New(c)
	s.Get("/", "GetBook", func(x httpserver.Exchange) (int, error) { return 1, h(x.Context) })
	return s
}

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
		{"answer", t.Context(), ok, true, 200, "OK GetBook", ""},
		{"gone", gone, ok, false, 499, "CANCELLED GetBook", ""},
		{"panic", t.Context(), func(*gin.Context) error { panic("the shelf broke") }, true, 500, "INTERNAL GetBook", "the shelf broke"},
		{"panic with an error", t.Context(), func(*gin.Context) error { panic(errors.New("the shelf broke")) }, true, 500, "INTERNAL GetBook", "the shelf broke"},
	} {
		config, log := quiet(), new(bytes.Buffer)
		reg := prometheus.NewRegistry()
		config.Metrics, config.Log = metrics.NewService(reg, "rest"), slog.New(slog.NewTextHandler(log, nil))
		ran := false
		h := observed(config, func(c *gin.Context) error { ran = true; return test.handler(c) })
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequestWithContext(test.ctx, "GET", "/", nil))
		if w.Code != test.status || ran != test.runs {
			t.Errorf("%s = %d, handler run: %v; want %d, %v", test.name, w.Code, ran, test.status, test.runs)
		}
		servingtest.CheckCounts(t, test.name, reg, map[string]float64{test.counts: 1})
		if test.logs == "" {
			if log.Len() > 0 {
				t.Errorf("%s: log = %s, want none", test.name, log)
			}
			continue
		}
		if !strings.Contains(log.String(), test.logs) || !strings.Contains(log.String(), "middleware_test.go") {
			t.Errorf("%s: log = %s, want %q and a stack in it", test.name, log, test.logs)
		}
		servingtest.CheckProblem(t, servingtest.Reply{Status: w.Code, Header: w.Header(), Body: w.Body.String()}, test.name, "INTERNAL", "", "internal error; the service's log has the details")
	}
}

// net/http's way to cut a connection works through the middleware, and is counted.
func TestObserverOfAbort(t *testing.T) {
	config, reg := quiet(), prometheus.NewRegistry()
	config.Metrics = metrics.NewService(reg, "rest")
	h := observed(config, func(*gin.Context) error { panic(http.ErrAbortHandler) })
	func() {
		defer func() {
			if got := recover(); got != http.ErrAbortHandler {
				t.Errorf("panic(http.ErrAbortHandler) goes on as %v, want itself", got)
			}
		}()
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	}()
	servingtest.CheckCounts(t, "abort", reg, map[string]float64{"UNKNOWN GetBook": 1})
}
