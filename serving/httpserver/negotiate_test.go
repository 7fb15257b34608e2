package httpserver_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/serving/servingtest"
)

func TestAccept(t *testing.T) {
	s := servingtest.StartHTTP(t, newShelf(quiet()))
	const none = "" // that is acceptable
	for _, test := range []struct {
		accept        []string // one header each
		book, listing string   // the answer's type
	}{
		{nil, typeJSON, typeJSON},
		{[]string{""}, typeJSON, typeJSON},
		{[]string{"application/json"}, typeJSON, typeJSON},
		{[]string{"*/*"}, typeJSON, typeJSON},
		{[]string{"application/*"}, typeJSON, typeJSON},
		{[]string{"application/x-protobuf"}, typeProtobuf, typeProtobuf},
		{[]string{"application/x-ndjson"}, none, typeLines},
		{[]string{"APPLICATION/X-Protobuf"}, typeProtobuf, typeProtobuf},
		{[]string{"Application/JSON"}, typeJSON, typeJSON},
		{[]string{"application/json; charset=utf-8"}, typeJSON, typeJSON},
		{[]string{" application/x-protobuf ; q=1"}, typeProtobuf, typeProtobuf},
		{[]string{"text/html"}, none, none},
		{[]string{"text/*"}, none, none},
		{[]string{"application"}, none, none},
		{[]string{"*"}, none, none},
		{[]string{"application/jsonp, application/x-proto"}, none, none},
		// A browser.
		{[]string{"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}, typeJSON, typeJSON},
		// Weights.
		{[]string{"application/json;q=0.5, application/x-protobuf"}, typeProtobuf, typeProtobuf},
		{[]string{"application/json;q=0.5, application/x-protobuf;q=0.4"}, typeJSON, typeJSON},
		{[]string{"application/json;q=0.5;x=y, application/x-protobuf;Q=0.6"}, typeProtobuf, typeProtobuf},
		{[]string{"application/json;q=0"}, none, none},
		{[]string{"application/json;q=0, */*"}, typeProtobuf, typeProtobuf},
		{[]string{"application/json;q=0.000, application/x-protobuf;q=0, */*"}, none, typeLines},
		{[]string{"*/*;q=0"}, none, none},
		{[]string{"*/*;q=0, application/x-protobuf;q=0.001"}, typeProtobuf, typeProtobuf},
		{[]string{"application/*;q=0.2, application/json;q=0.1"}, typeProtobuf, typeProtobuf},
		// Of the same weight, what is named most closely, and then what is named first.
		{[]string{"*/*, application/x-protobuf"}, typeProtobuf, typeProtobuf},
		{[]string{"application/x-protobuf, application/json"}, typeProtobuf, typeProtobuf},
		{[]string{"application/x-ndjson, application/json"}, typeJSON, typeLines},
		{[]string{"application/json, application/x-ndjson"}, typeJSON, typeJSON},
		// Several headers are one.
		{[]string{"text/html", "application/x-protobuf"}, typeProtobuf, typeProtobuf},
		// A weight that is none takes its range away.
		{[]string{"application/x-protobuf;q=2, application/json;q=0.1"}, typeJSON, typeJSON},
		{[]string{"application/json;q=high"}, none, none},
		{[]string{"application/json;q=nan"}, none, none},
		{[]string{"application/json;q=-1"}, none, none},
		{[]string{",;,=, application/x-protobuf"}, typeProtobuf, typeProtobuf},
	} {
		var headers []string
		for _, value := range test.accept {
			headers = append(headers, "Accept", value)
		}
		for _, target := range []struct{ path, want string }{{"/v1/books/1", test.book}, {"/v1/books", test.listing}} {
			r := s.Must(t, "GET", target.path, headers...)
			if target.want == none {
				servingtest.CheckProblem(t, r, target.path+" with Accept "+strings.Join(test.accept, " + "), "INVALID_ARGUMENT", "Accept", "Accept: ")
				continue
			}
			got, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
			if r.Status != http.StatusOK || got != target.want {
				t.Errorf("GET %s with Accept %q = %d %q, want 200 %q", target.path, test.accept, r.Status, got, target.want)
			}
		}
	}
}

// Errors are JSON, whatever is asked for.
func TestProblemsAreJSON(t *testing.T) {
	s := servingtest.StartHTTP(t, newShelf(quiet()))
	for _, accept := range []string{typeProtobuf, typeJSON, "*/*"} {
		servingtest.CheckProblem(t, s.Must(t, "GET", "/v1/books/0", "Accept", accept, "Accept-Encoding", "gzip"), accept, "NOT_FOUND", "id", "id: ")
	}
	for _, target := range []string{"/healthz", "/state"} { // they have one form each
		if r := s.Must(t, "GET", target, "Accept", "image/png"); r.Status != http.StatusOK {
			t.Errorf("GET %s with Accept image/png = %d, want 200", target, r.Status)
		}
	}
}
