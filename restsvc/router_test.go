package restsvc_test

import (
	"errors"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/restsvc"
	"github.com/wiretax/wiretax/serving"
)

// A server of other operations than the catalog's treats them as it does those.
func TestServerOfOtherOperations(t *testing.T) {
	config, reg := quiet(), prometheus.NewRegistry()
	config.Metrics = metrics.NewService(reg, "rest")
	errs := map[string]error{
		"none":   &catalog.Error{Code: catalog.NotFound, Field: "id", Detail: "there is none"},
		"dead":   &serving.LinkError{Hop: "depot"},
		"silent": &serving.LinkError{Hop: "depot", Timeout: true},
		"broken": errors.New("the shelf broke"),
	}
	s := start(t, restsvc.NewOf(config, func(r *restsvc.Router) {
		r.Get("/v1/stock/:id", "GetStock", func(c *gin.Context) (any, error) {
			if err := errs[c.Param("id")]; err != nil {
				return nil, err
			}
			return map[string]int64{"available": 1 << 40}, nil
		})
	}))
	const noOther = `{"title":"Not Found","status":404,"detail":"no such path: \"/v1/books/1\"","code":"NOT_FOUND"}`
	for _, test := range []struct {
		method, target, accept string
		status                 int
		body                   string
	}{
		{"GET", "/v1/stock/1", "", 200, `{"available":1099511627776}`},
		{"HEAD", "/v1/stock/1", "", 200, ""},
		{"GET", "/v1/stock/1", typeProtobuf, 406, `{"title":"Not Acceptable","status":406,"detail":"Accept: \"application/x-protobuf\" takes nothing that there is; accept application/json","code":"INVALID_ARGUMENT","field":"Accept"}`},
		{"GET", "/v1/stock/none", "", 404, `{"title":"Not Found","status":404,"detail":"id: there is none","code":"NOT_FOUND","field":"id"}`},
		{"GET", "/v1/stock/dead", "", 503, `{"title":"Service Unavailable","status":503,"detail":"depot: it cannot be reached; try later","code":"UNAVAILABLE","hop":"depot"}`},
		{"GET", "/v1/stock/silent", "", 504, `{"title":"Gateway Timeout","status":504,"detail":"depot: it gave no answer in its time; try later, or give the request more","code":"DEADLINE_EXCEEDED","hop":"depot"}`},
		{"GET", "/v1/stock/broken", "", 500, `{"title":"Internal Server Error","status":500,"detail":"the shelf broke","code":"INTERNAL"}`},
		{"GET", "/v1/books/1", "", 404, noOther},
		{"GET", "/healthz", "", 200, ""},
	} {
		r := s.must(t, test.method, test.target, "Accept", test.accept)
		if r.status != test.status || r.body != test.body {
			t.Errorf("%s %s = %d %s, want %d %s", test.method, test.target, r.status, r.body, test.status, test.body)
		}
	}
	checkCounts(t, "all of them", reg, map[string]float64{
		"OK GetStock rest": 2, "INVALID_ARGUMENT GetStock rest": 1, "NOT_FOUND GetStock rest": 1, "UNAVAILABLE GetStock rest": 1,
		"DEADLINE_EXCEEDED GetStock rest": 1, "INTERNAL GetStock rest": 1, "NOT_FOUND other rest": 1, "OK other rest": 1,
	})
}
