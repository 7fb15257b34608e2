package restsvc_test

import (
	"net/http"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/restsvc"
)

const (
	typeJSON     = "application/json"
	typeProtobuf = "application/x-protobuf"
	typeLines    = "application/x-ndjson"
)

func TestAccept(t *testing.T) {
	s := start(t, restsvc.New(quiet()))
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
			r := s.must(t, "GET", target.path, headers...)
			if target.want == none {
				checkProblem(t, r, target.path+" with Accept "+strings.Join(test.accept, " + "), "INVALID_ARGUMENT", "Accept", "Accept: ")
				continue
			}
			got, _, _ := strings.Cut(r.header.Get("Content-Type"), ";")
			if r.status != http.StatusOK || got != target.want {
				t.Errorf("GET %s with Accept %q = %d %q, want 200 %q", target.path, test.accept, r.status, got, target.want)
			}
		}
	}
}

// Errors are JSON, whatever is asked for.
func TestProblemsAreJSON(t *testing.T) {
	s := start(t, restsvc.New(quiet()))
	for _, accept := range []string{typeProtobuf, typeJSON, "*/*"} {
		checkProblem(t, s.must(t, "GET", "/v1/books/0", "Accept", accept, "Accept-Encoding", "gzip"), accept, "NOT_FOUND", "id", "id: ")
	}
	for _, target := range []string{"/healthz", "/openapi.yaml"} { // they have one form each
		if r := s.must(t, "GET", target, "Accept", "image/png"); r.status != http.StatusOK {
			t.Errorf("GET %s with Accept image/png = %d, want 200", target, r.status)
		}
	}
}

// Every answer in one piece is the same message in protobuf and in JSON.
func TestProtobufSaysWhatJSONSays(t *testing.T) {
	s := start(t, restsvc.New(quiet()))
	for _, test := range []struct {
		target  string
		message proto.Message
		view    view
	}{
		{"/v1/books/2", new(catalogv1.Book), new(bookView)},
		{"/v1/recommendations?category=ROMANCE&max_results=100", new(catalogv1.RecommendationResponse), new(recommendationsView)},
		{"/v1/books/2/rating-history?days=400", new(catalogv1.RatingHistoryResponse), new(historyView)},
		{"/v1/books?page_size=1000", new(catalogv1.BookPage), new(pageView)},
		{"/v1/books?page_size=7&category=MYSTERY", new(catalogv1.BookPage), new(pageView)},
	} {
		if err := strict(s.must(t, "GET", test.target).body, test.view); err != nil {
			t.Fatal(err)
		}
		r := s.must(t, "GET", test.target, "Accept", typeProtobuf)
		if err := proto.Unmarshal([]byte(r.body), test.message); err != nil {
			t.Errorf("GET %s as protobuf: %v", test.target, err)
		}
		if want := test.view.message(); !proto.Equal(test.message, want) {
			t.Errorf("GET %s as protobuf = %v, want %v", test.target, test.message, want)
		}
	}
}
