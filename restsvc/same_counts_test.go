package restsvc_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretax/wiretax/metrics"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving/servingtest"
)

// The same requests are counted by both services under the same labels.
func TestSameCounts(t *testing.T) {
	const mystery = catalogv1.BookCategory_MYSTERY
	p := startPair(t, books())
	for _, test := range []struct {
		request request
		want    string // code and operation
	}{
		{getBook("/v1/books/1", 1), "OK GetBook"},
		{getBook("/v1/books/0", 0), "NOT_FOUND GetBook"},
		{recommend("/v1/recommendations?category=MYSTERY", &catalogv1.RecommendationRequest{Category: mystery}), "OK Recommend"},
		{recommend("/v1/recommendations", &catalogv1.RecommendationRequest{}), "INVALID_ARGUMENT Recommend"},
		{ratingHistory("/v1/books/1/rating-history", 1, 0), "OK RatingHistory"},
		{ratingHistory("/v1/books/0/rating-history", 0, 0), "NOT_FOUND RatingHistory"},
		{ratingHistory("/v1/books/1/rating-history?days=-1", 1, -1), "INVALID_ARGUMENT RatingHistory"},
	} {
		want := map[string]map[string]float64{}
		for stack, reg := range p.metrics {
			want[stack] = servingtest.Samples(t, reg, metrics.RequestsTotal)
			want[stack][test.want]++
		}
		if _, _, err := p.ask(t.Context(), test.request); err != nil {
			t.Fatal(err)
		}
		for stack, reg := range p.metrics {
			servingtest.CheckCounts(t, test.request.target+" of "+stack, reg, want[stack])
		}
	}
}

// Both count bytes as TCP payload, the protocol's own and the answer's.
func TestSameBytes(t *testing.T) {
	p := startPair(t, books())
	// An answer may arrive before it is counted, but not before the one before it is.
	for range 2 {
		if _, _, err := p.ask(t.Context(), getBook("/v1/books/1", 1)); err != nil {
			t.Fatal(err)
		}
	}
	message := len(tattoo)
	for stack, reg := range p.metrics {
		got := servingtest.Samples(t, reg, metrics.WireBytesTotal)
		if sent, received := got["sent"], got["received"]; sent < float64(message) || received == 0 {
			t.Errorf("%s counts %v bytes, want %d or more sent and some received", stack, got, message)
		}
	}
}

// checkSameSeries wants both services to have counted the same under these names.
func checkSameSeries(t *testing.T, p pair, names ...string) {
	t.Helper()
	for _, name := range names {
		got, want := servingtest.Samples(t, p.metrics["rest"], name), servingtest.Samples(t, p.metrics["grpc"], name)
		if diff := cmp.Diff(want, got); diff != "" || len(got) == 0 {
			t.Errorf("%s differs (-gRPC +REST):\n%s", name, diff)
		}
	}
}
