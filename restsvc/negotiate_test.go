package restsvc_test

import (
	"testing"

	"google.golang.org/protobuf/proto"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/restsvc"
	"github.com/wiretax/wiretax/serving/servingtest"
)

const (
	typeJSON     = "application/json"
	typeProtobuf = "application/x-protobuf"
	typeLines    = "application/x-ndjson"
)

// Every answer in one piece is the same message in protobuf and in JSON.
func TestProtobufSaysWhatJSONSays(t *testing.T) {
	s := servingtest.StartHTTP(t, restsvc.New(quiet()))
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
		if err := servingtest.StrictJSON(s.Must(t, "GET", test.target).Body, test.view); err != nil {
			t.Fatal(err)
		}
		r := s.Must(t, "GET", test.target, "Accept", typeProtobuf)
		if err := proto.Unmarshal([]byte(r.Body), test.message); err != nil {
			t.Errorf("GET %s as protobuf: %v", test.target, err)
		}
		if want := test.view.message(); !proto.Equal(test.message, want) {
			t.Errorf("GET %s as protobuf = %v, want %v", test.target, test.message, want)
		}
	}
}
