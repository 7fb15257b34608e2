package restsvc_test

import (
	"testing"

	"github.com/wiretax/wiretax/restsvc"
	"github.com/wiretax/wiretax/serving/servingtest"
)

// A server without a catalog panics in every handler, and goes on.
func TestServerOutlivesPanics(t *testing.T) {
	config := quiet()
	config.Catalog = nil
	s := servingtest.StartHTTP(t, restsvc.New(config))
	for _, target := range []string{"/v1/books/1", "/v1/recommendations?category=MYSTERY", "/v1/books/1/rating-history"} {
		servingtest.CheckProblem(t, s.Must(t, "GET", target), target, "INTERNAL", "", "internal error; the service's log has the details")
	}
	servingtest.CheckProblem(t, s.Must(t, "GET", "/"), "/", "NOT_FOUND", "", "no such path")
}
