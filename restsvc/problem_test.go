package restsvc_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretax/wiretax/restsvc"
)

// problem is an RFC 9457 document as a client reads it.
type problem struct {
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	Code   string `json:"code"`
	Field  string `json:"field"`
}

// statusOf is the HTTP status that stands for a code of gRPC, unless fieldStatus knows better.
var statusOf = map[string]int{
	"OK":                  http.StatusOK,
	"INVALID_ARGUMENT":    http.StatusBadRequest,
	"NOT_FOUND":           http.StatusNotFound,
	"UNIMPLEMENTED":       http.StatusMethodNotAllowed,
	"RESOURCE_EXHAUSTED":  http.StatusRequestEntityTooLarge,
	"FAILED_PRECONDITION": http.StatusUpgradeRequired,
	"PERMISSION_DENIED":   http.StatusForbidden,
	"DEADLINE_EXCEEDED":   http.StatusGatewayTimeout,
	"UNAVAILABLE":         http.StatusServiceUnavailable,
	"INTERNAL":            http.StatusInternalServerError,
}

// fieldStatus is the status of problems with a field that HTTP has a word for.
var fieldStatus = map[string]int{
	"Accept":           http.StatusNotAcceptable,
	"Content-Type":     http.StatusUnsupportedMediaType,
	"Content-Encoding": http.StatusUnsupportedMediaType,
}

// readProblem returns the problem that r is, or an error where it is none or does not agree
// with itself.
func readProblem(r reply) (problem, error) {
	var p problem
	if got, want := r.header.Get("Content-Type"), "application/problem+json"; got != want {
		return p, fmt.Errorf("answer is %q, want %q", got, want)
	}
	if err := strict(r.body, &p); err != nil {
		return p, err
	}
	want, special := fieldStatus[p.Field]
	if !special {
		want = statusOf[p.Code]
	}
	if p.Status != r.status || want != r.status || p.Title != http.StatusText(r.status) {
		return p, fmt.Errorf("answer %d has the problem %+v; want status and title of the answer, and of the code", r.status, p)
	}
	return p, nil
}

// strict decodes one JSON value that has no member but those of the view.
func strict(body string, view any) error {
	d := json.NewDecoder(strings.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(view); err != nil {
		return fmt.Errorf("decode %s: %w", body, err)
	}
	if rest := body[d.InputOffset():]; rest != "" {
		return fmt.Errorf("decode %s: %q follows", body, rest)
	}
	return nil
}

func checkProblem(t *testing.T, r reply, name, code, field, detail string) {
	t.Helper()
	p, err := readProblem(r)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	if p.Code != code || p.Field != field || !strings.HasPrefix(p.Detail, detail) || len(p.Detail) > 250 {
		t.Errorf("%s = %s of field %q: %s; want %s of field %q: %s…", name, p.Code, p.Field, p.Detail, code, field, detail)
	}
}

func TestProblemDocuments(t *testing.T) {
	s := start(t, restsvc.New(quiet()))
	for _, test := range []struct{ target, want string }{
		{"/v1/books/501", `{"title":"Not Found","status":404,` +
			`"detail":"id: there is no book 501; send the id of a book of this catalog",` +
			`"code":"NOT_FOUND","field":"id"}`},
		{"/v1/books/dune", `{"title":"Bad Request","status":400,` +
			`"detail":"id: \"dune\" is no 32-bit integer",` +
			`"code":"INVALID_ARGUMENT","field":"id"}`},
		{"/v2", `{"title":"Not Found","status":404,"detail":"no such path: \"/v2\"","code":"NOT_FOUND"}`},
	} {
		if diff := cmp.Diff(test.want, s.must(t, "GET", test.target).body); diff != "" {
			t.Errorf("GET %s differs (-want +got):\n%s", test.target, diff)
		}
	}
}
