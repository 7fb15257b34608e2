package restsvc_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/restsvc"
	"github.com/wiretax/wiretax/serving/servingtest"
)

func TestAnswers(t *testing.T) {
	s := servingtest.StartHTTP(t, restsvc.New(quiet()))
	for _, test := range []struct {
		method, target string
		begins, ends   string // of the body
	}{
		{"GET", "/v1/books/3", `{"id":3,"title":"Dune",`, `.jpg"}`},
		{"GET", "/v1/books/%33", `{"id":3,`, `}`},
		{"GET", "/v1/books/003", `{"id":3,`, `}`},
		{"GET", "/v1/books/3?color=red", `{"id":3,`, `}`}, // unknown parameters do not matter
		{"GET", "/v1/recommendations?category=MYSTERY&max_results=1", `{"recommendations":[{"id":1,`, `}]}`},
		{"GET", "/v1/recommendations?category=MYSTERY&max_results=1&user_id=0", `{"recommendations":[{"id":1,`, `}]}`},
		// An empty parameter is a missing one, as in protobuf.
		{"GET", "/v1/recommendations?category=MYSTERY&max_results=&user_id=", `{"recommendations":[{"id":1,`, `}]}`},
		// Of a parameter that comes twice the first counts.
		{"GET", "/v1/recommendations?category=SCIENCE_FICTION&category=MYSTERY&max_results=1", `{"recommendations":[{"id":3,`, `}]}`},
		{"GET", "/v1/recommendations?category=MYSTERY&max_results=1&max_results=many", `{"recommendations":[{"id":1,`, `}]}`},
		{"GET", "/v1/books/3/rating-history?days=1", `{"book_id":3,"days":[{"day":20453,"one":`, `}]}`},
		{"GET", "/v1/books?page_size=1", `{"books":[{"id":1,`, `}],"next_page_token":"YWZ0ZXI6MQ"}`},
		{"HEAD", "/v1/books/3", "", ""},
		{"HEAD", "/v1/books", "", ""},
		{"HEAD", "/v1/recommendations?category=MYSTERY", "", ""},
		{"HEAD", "/v1/books/3/rating-history", "", ""},
	} {
		r := s.Must(t, test.method, test.target)
		const contentType = "application/json; charset=utf-8"
		if r.Status != http.StatusOK || r.Header.Get("Content-Type") != contentType {
			t.Errorf("%s %s = %d %q, want 200 %q", test.method, test.target, r.Status, r.Header.Get("Content-Type"), contentType)
		}
		if !strings.HasPrefix(r.Body, test.begins) || !strings.HasSuffix(r.Body, test.ends) || (test.begins == "") != (r.Body == "") {
			t.Errorf("%s %s = %s, want %s…%s", test.method, test.target, r.Body, test.begins, test.ends)
		}
	}
}

func TestProblems(t *testing.T) {
	s := servingtest.StartHTTP(t, restsvc.New(quiet()))
	const (
		invalid = "INVALID_ARGUMENT"
		missing = "NOT_FOUND"
	)
	long := strings.Repeat("9", 5000)
	for _, test := range []struct {
		target, code, field string
		detail              string // begins so
	}{
		{"/v1/books/0", missing, "id", "id: there is no book 0;"},
		{"/v1/books/501", missing, "id", "id: there is no book 501;"},
		{"/v1/books/-2147483648", missing, "id", "id: there is no book -2147483648;"},
		{"/v1/books/2147483648", invalid, "id", `id: "2147483648" is no 32-bit integer`},
		{"/v1/books/-2147483649", invalid, "id", `id: "-2147483649" is no 32-bit integer`},
		{"/v1/books/dune", invalid, "id", `id: "dune" is no`},
		{"/v1/books/3.0", invalid, "id", `id: "3.0" is no`},
		{"/v1/books/3e0", invalid, "id", `id: "3e0" is no`},
		{"/v1/books/0x3", invalid, "id", `id: "0x3" is no`},
		{"/v1/books/1_0", invalid, "id", `id: "1_0" is no`},
		{"/v1/books/%203", invalid, "id", `id: " 3" is no`},
		{"/v1/books/%D9%A3", invalid, "id", `id: "٣" is no`},
		{"/v1/books/%FF", invalid, "id", `id: "\xff" is no`},
		{"/v1/books/%0A%22", invalid, "id", `id: "\n\"" is no`},
		{"/v1/books/" + long, invalid, "id", `id: "` + long[:40] + `" is no`},
		{"/v1/books/501/rating-history", missing, "book_id", "book_id: there is no book 501;"},
		{"/v1/books/dune/rating-history", invalid, "book_id", `book_id: "dune" is no`},
		{"/v1/books/3/rating-history?days=3651", invalid, "days", "days: 3651 is out of range;"},
		{"/v1/books/3/rating-history?days=-1", invalid, "days", "days: -1 is out of range;"},
		{"/v1/books/3/rating-history?days=week", invalid, "days", `days: "week" is no`},
		{"/v1/books/3/rating-history?days=4294967297", invalid, "days", `days: "4294967297" is no`},
		{"/v1/recommendations", invalid, "category", "category: "},
		{"/v1/recommendations?category=", invalid, "category", "category: "},
		{"/v1/recommendations?category=BOOK_CATEGORY_UNSPECIFIED", invalid, "category", "category: "},
		{"/v1/recommendations?category=mystery", invalid, "category", `category: "mystery" is not`},
		{"/v1/recommendations?category=1", invalid, "category", `category: "1" is not`},
		{"/v1/recommendations?category=" + long, invalid, "category", `category: "` + long[:40] + `"… is not`},
		{"/v1/recommendations?Category=MYSTERY", invalid, "category", "category: "},
		{"/v1/recommendations?category=MYSTERY&max_results=101", invalid, "max_results", "max_results: 101 is out of range;"},
		{"/v1/recommendations?category=MYSTERY&max_results=-1", invalid, "max_results", "max_results: -1 is out of range;"},
		{"/v1/recommendations?category=MYSTERY&max_results=ten", invalid, "max_results", `max_results: "ten" is no`},
		{"/v1/recommendations?category=MYSTERY&max_results=+1", invalid, "max_results", `max_results: " 1" is no`},
		{"/v1/recommendations?category=MYSTERY&user_id=-1", invalid, "user_id", "user_id: -1 is negative;"},
		{"/v1/recommendations?category=MYSTERY&user_id=2147483648", invalid, "user_id", `user_id: "2147483648" is no`},
		// Several are wrong: the first in the order of the proto is named, after what is no number.
		{"/v1/recommendations?category=COOKING&user_id=-1&max_results=101", invalid, "user_id", "user_id: -1"},
		{"/v1/recommendations?category=COOKING&max_results=101", invalid, "category", `category: "COOKING"`},
		{"/v1/recommendations?category=COOKING&max_results=ten", invalid, "max_results", `max_results: "ten"`},
	} {
		servingtest.CheckProblem(t, s.Must(t, "GET", test.target), "GET "+cut(test.target), test.code, test.field, test.detail)
	}
}

// cut keeps the lines of a failed test readable.
func cut(s string) string { return s[:min(len(s), 80)] }

func TestPathsAndMethods(t *testing.T) {
	s := servingtest.StartHTTP(t, restsvc.New(quiet()))
	for _, test := range []struct {
		method, target string
		code, detail   string
		allow          string
	}{
		{"GET", "/", "NOT_FOUND", `no such path: "/"`, ""},
		{"GET", "/v1/books/", "NOT_FOUND", `no such path: "/v1/books/"`, ""},
		{"GET", "/v1/books/3/", "NOT_FOUND", `no such path: "/v1/books/3/"`, ""},
		{"GET", "/v1/books/3/reviews", "NOT_FOUND", `no such path: "/v1/books/3/reviews"`, ""},
		{"GET", "/v1/recommendations/?category=MYSTERY", "NOT_FOUND", `no such path: "/v1/recommendations/"`, ""},
		{"GET", "/V1/books/3", "NOT_FOUND", `no such path: "/V1/books/3"`, ""},
		{"GET", "/v2/%FF%0A", "NOT_FOUND", `no such path: "/v2/\xff\n"`, ""},
		{"GET", "/" + strings.Repeat("x", 5000), "NOT_FOUND", `no such path: "/` + strings.Repeat("x", 99) + `"`, ""},
		{"POST", "/v1/nothing", "NOT_FOUND", `no such path: "/v1/nothing"`, ""},
		{"POST", "/v1/books/3", "UNIMPLEMENTED", `"POST" is not answered here; use GET, HEAD`, "GET, HEAD"},
		{"PUT", "/v1/books/dune", "UNIMPLEMENTED", `"PUT" is not answered here; use GET, HEAD`, "GET, HEAD"},
		{"DELETE", "/v1/books/3/rating-history", "UNIMPLEMENTED", `"DELETE" is not answered here; use GET, HEAD`, "GET, HEAD"},
		{"OPTIONS", "/v1/recommendations", "UNIMPLEMENTED", `"OPTIONS" is not answered here; use GET, HEAD`, "GET, HEAD"},
		{"POST", "/v1/books", "UNIMPLEMENTED", `"POST" is not answered here; use GET, HEAD`, "GET, HEAD"},
		{"GET", "/v1/ratings", "UNIMPLEMENTED", `"GET" is not answered here; use POST`, "POST"},
		{"HEAD", "/v1/ratings", "UNIMPLEMENTED", "", "POST"},
		{"HEAD", "/v1/recommendations/live", "UNIMPLEMENTED", "", "GET"},
		{"PUT", "/v1/recommendations/live", "UNIMPLEMENTED", `"PUT" is not answered here; use GET`, "GET"},
		{"DELETE", "/healthz", "UNIMPLEMENTED", `"DELETE" is not answered here; use GET, HEAD`, "GET, HEAD"},
		{"POST", "/openapi.yaml", "UNIMPLEMENTED", `"POST" is not answered here; use GET, HEAD`, "GET, HEAD"},
		{strings.Repeat("X", 5000), "/v1/books/3", "UNIMPLEMENTED", `"` + strings.Repeat("X", 20) + `" is not`, "GET, HEAD"},
	} {
		r := s.Must(t, test.method, test.target)
		name := cut(test.method + " " + test.target)
		if test.method == "HEAD" {
			if r.Status != http.StatusMethodNotAllowed || r.Body != "" {
				t.Errorf("%s = %d %q, want 405 without a body", name, r.Status, r.Body)
			}
		} else {
			servingtest.CheckProblem(t, r, name, test.code, "", test.detail)
		}
		if got := r.Header.Get("Allow"); got != test.allow {
			t.Errorf("%s has Allow %q, want %q", name, got, test.allow)
		}
	}
}
