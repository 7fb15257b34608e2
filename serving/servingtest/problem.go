package servingtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// Problem is an RFC 9457 document as a client reads it.
type Problem struct {
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

// ReadProblem returns the problem that r is, or an error where it is none or does not agree
// with itself.
func ReadProblem(r Reply) (Problem, error) {
	var p Problem
	if got, want := r.Header.Get("Content-Type"), "application/problem+json"; got != want {
		return p, fmt.Errorf("answer is %q, want %q", got, want)
	}
	if err := StrictJSON(r.Body, &p); err != nil {
		return p, err
	}
	want, special := fieldStatus[p.Field]
	if !special {
		want = statusOf[p.Code]
	}
	if p.Status != r.Status || want != r.Status || p.Title != http.StatusText(r.Status) {
		return p, fmt.Errorf("answer %d has the problem %+v; want status and title of the answer, and of the code", r.Status, p)
	}
	return p, nil
}

// StrictJSON decodes one JSON value that has no member but those of the view.
func StrictJSON(body string, view any) error {
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

// CheckProblem wants the answer to be a problem whose detail begins so.
func CheckProblem(t testing.TB, r Reply, name, code, field, detail string) {
	t.Helper()
	p, err := ReadProblem(r)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	if p.Code != code || p.Field != field || !strings.HasPrefix(p.Detail, detail) || len(p.Detail) > 250 {
		t.Errorf("%s = %s of field %q: %s; want %s of field %q: %s…", name, p.Code, p.Field, p.Detail, code, field, detail)
	}
}
