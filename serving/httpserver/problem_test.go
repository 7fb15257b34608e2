package httpserver_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretax/wiretax/serving/servingtest"
)

func TestProblemDocuments(t *testing.T) {
	s := servingtest.StartHTTP(t, newShelf(quiet()))
	for _, test := range []struct{ target, want string }{
		{"/v1/books/501", `{"title":"Not Found","status":404,` +
			`"detail":"id: there is no such book",` +
			`"code":"NOT_FOUND","field":"id"}`},
		{"/v1/books/dune", `{"title":"Bad Request","status":400,` +
			`"detail":"id: \"dune\" is no 32-bit integer",` +
			`"code":"INVALID_ARGUMENT","field":"id"}`},
		{"/v2", `{"title":"Not Found","status":404,"detail":"no such path: \"/v2\"","code":"NOT_FOUND"}`},
	} {
		if diff := cmp.Diff(test.want, s.Must(t, "GET", test.target).Body); diff != "" {
			t.Errorf("GET %s differs (-want +got):\n%s", test.target, diff)
		}
	}
}
