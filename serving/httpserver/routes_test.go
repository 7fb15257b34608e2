package httpserver_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/httpserver"
	"github.com/wiretax/wiretax/serving/servingtest"
)

// What the server does for every route: problems, counts, Request-Timeout, HEAD.
func TestServerOfOtherOperations(t *testing.T) {
	config, reg := quiet(), prometheus.NewRegistry()
	config.Catalog, config.Metrics = nil, metrics.NewService(reg, "rest")
	errs := map[string]error{
		"none":   &catalog.Error{Code: catalog.NotFound, Field: "id", Detail: "there is none"},
		"dead":   &serving.UpstreamError{Hop: "depot"},
		"silent": &serving.UpstreamError{Hop: "depot", Timeout: true},
		"asleep": &httpserver.Problem{Status: 429, Code: "RESOURCE_EXHAUSTED", Detail: "it sleeps"},
		"broken": errors.New("the shelf broke"),
	}
	server := httpserver.New(config)
	server.GetJSON("/v1/stock/:id", "GetStock", func(x httpserver.Exchange) (any, error) {
		if err := errs[x.Param("id")]; err != nil {
			return nil, err
		}
		return map[string]int64{"available": 1 << 40}, nil
	})
	server.GetJSON("/state", metrics.OtherOperation, func(x httpserver.Exchange) (any, error) {
		if x.Query("panic") != "" {
			panic("it broke")
		}
		return map[string]bool{"ready": true}, nil
	})
	s := servingtest.StartHTTP(t, server)
	const noOther = `{"title":"Not Found","status":404,"detail":"no such path: \"/v1/books/1\"","code":"NOT_FOUND"}`
	for _, test := range []struct {
		method, target, accept string
		status                 int
		body                   string
	}{
		{"GET", "/v1/stock/1", "", 200, `{"available":1099511627776}`},
		{"HEAD", "/v1/stock/1", "", 200, ""},
		{"GET", "/v1/stock/1", typeProtobuf, 200, `{"available":1099511627776}`},
		{"GET", "/v1/stock/none", "", 404, `{"title":"Not Found","status":404,"detail":"id: there is none","code":"NOT_FOUND","field":"id"}`},
		{"GET", "/v1/stock/dead", "", 503, `{"title":"Service Unavailable","status":503,"detail":"depot: it cannot be reached; try later","code":"UNAVAILABLE","hop":"depot"}`},
		{"GET", "/v1/stock/silent", "", 504, `{"title":"Gateway Timeout","status":504,"detail":"depot: it gave no answer in its time; try later, or give the request more","code":"DEADLINE_EXCEEDED","hop":"depot"}`},
		{"GET", "/v1/stock/asleep", "", 429, `{"title":"Too Many Requests","status":429,"detail":"it sleeps","code":"RESOURCE_EXHAUSTED"}`},
		{"GET", "/v1/stock/broken", "", 500, `{"title":"Internal Server Error","status":500,"detail":"the shelf broke","code":"INTERNAL"}`},
		{"POST", "/v1/stock/1", "", 405, `{"title":"Method Not Allowed","status":405,"detail":"\"POST\" is not answered here; use GET, HEAD","code":"UNIMPLEMENTED"}`},
		{"GET", "/state", "text/html", 200, `{"ready":true}`},
		{"HEAD", "/state", "", 200, ""},
		{"GET", "/state?panic=1", "", 500, `{"title":"Internal Server Error","status":500,"detail":"internal error; the service's log has the details","code":"INTERNAL"}`},
		{"GET", "/v1/books/1", "", 404, noOther},
		{"GET", "/healthz", "", 200, ""},
	} {
		r := s.Must(t, test.method, test.target, "Accept", test.accept)
		if r.Status != test.status || r.Body != test.body {
			t.Errorf("%s %s = %d %s, want %d %s", test.method, test.target, r.Status, r.Body, test.status, test.body)
		}
	}
	servingtest.CheckProblem(t, s.Must(t, "GET", "/v1/stock/1", "Request-Timeout", "soon"), "Request-Timeout: soon", "INVALID_ARGUMENT", "Request-Timeout", `Request-Timeout: "soon"`)
	servingtest.CheckCounts(t, "all of them", reg, map[string]float64{
		"OK GetStock": 3, "INVALID_ARGUMENT GetStock": 1, "NOT_FOUND GetStock": 1, "UNAVAILABLE GetStock": 1,
		"DEADLINE_EXCEEDED GetStock": 1, "RESOURCE_EXHAUSTED GetStock": 1, "INTERNAL GetStock": 1,
		"OK other": 3, "NOT_FOUND other": 1, "UNIMPLEMENTED other": 1, "INTERNAL other": 1,
	})
}

// What counts as no operation is free.
func TestWorkOfOtherOperations(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		config := quiet()
		config.Work = catalog.Work{Wait: time.Second}
		server := httpserver.New(config)
		answer := func(httpserver.Exchange) (any, error) { return nil, nil }
		server.GetJSON("/stock", "GetStock", answer)
		server.GetJSON("/state", metrics.OtherOperation, answer)
		s, _ := servingtest.StartPipes(t, server)
		for path, want := range map[string]time.Duration{"/stock": time.Second, "/state": 0} {
			begun := time.Now()
			s.Must(t, "GET", path)
			if got := time.Since(begun); got != want {
				t.Errorf("GET %s takes %v, want %v", path, got, want)
			}
		}
	})
}
