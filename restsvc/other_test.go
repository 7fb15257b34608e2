package restsvc_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/restsvc"
)

// Other routes than the catalog's are served, counted and refused as those are.
func TestNewOf(t *testing.T) {
	config, reg := quiet(), prometheus.NewRegistry()
	config.Catalog, config.Metrics = nil, metrics.NewService(reg, "rest")
	answers := func(answer any, err error) func(*gin.Context) (any, error) {
		return func(*gin.Context) (any, error) { return answer, err }
	}
	s := start(t, restsvc.NewOf(config,
		restsvc.Route{Path: "/good", Operation: "Recommend", Answer: answers(map[string]int{"n": 1}, nil)},
		restsvc.Route{Path: "/asleep", Operation: "Recommend", Answer: answers(nil, &restsvc.Problem{Status: 503, Code: "UNAVAILABLE", Detail: "it sleeps"})},
		restsvc.Route{Path: "/broken", Operation: "Recommend", Answer: answers(nil, errors.New("it broke"))},
		restsvc.Route{Path: "/panic", Operation: metrics.OtherOperation, Answer: func(*gin.Context) (any, error) { panic("it broke") }},
	))
	if r := s.must(t, "GET", "/good"); r.status != http.StatusOK || r.body != `{"n":1}` {
		t.Errorf("GET /good = %d %s, want 200 with 1", r.status, r.body)
	}
	checkProblem(t, s.must(t, "GET", "/asleep"), "/asleep", "UNAVAILABLE", "", "it sleeps")
	checkProblem(t, s.must(t, "GET", "/broken"), "/broken", "INTERNAL", "", "it broke")
	checkProblem(t, s.must(t, "GET", "/panic"), "/panic", "INTERNAL", "", "internal error; the service's log has the details")
	checkProblem(t, s.must(t, "GET", "/v1/books/1"), "/v1/books/1", "NOT_FOUND", "", "no such path")
	checkProblem(t, s.must(t, "POST", "/good"), "/good", "UNIMPLEMENTED", "", `"POST" is not answered here; use GET, HEAD`)
	checkProblem(t, s.must(t, "GET", "/good", "Request-Timeout", "soon"), "/good", "INVALID_ARGUMENT", "Request-Timeout", `Request-Timeout: "soon"`)
	checkCounts(t, "other routes", reg, map[string]float64{
		"OK Recommend rest": 1, "UNAVAILABLE Recommend rest": 1, "INTERNAL Recommend rest": 1, "INVALID_ARGUMENT Recommend rest": 1,
		"INTERNAL other rest": 1, "NOT_FOUND other rest": 1, "UNIMPLEMENTED other rest": 1,
	})
}
