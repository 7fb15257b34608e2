package metrics_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/wiretax/wiretax/metrics"
)

func TestItems(t *testing.T) {
	type call struct {
		operation, direction string
		n                    int
	}
	for _, test := range []struct {
		calls []call
		want  map[string]float64
	}{
		{[]call{{"ListBooks", metrics.Sent, 1}}, map[string]float64{"sent ListBooks grpc": 1}},
		{[]call{{"UploadBookRatings", metrics.Received, 1000}, {"UploadBookRatings", metrics.Received, 7}}, map[string]float64{"received UploadBookRatings grpc": 1007}},
		{[]call{{"RealtimeRecommendations", metrics.Received, 1}, {"RealtimeRecommendations", metrics.Sent, 5}}, map[string]float64{
			"received RealtimeRecommendations grpc": 1, "sent RealtimeRecommendations grpc": 5,
		}},
		{[]call{{"ListBooks", metrics.Sent, 0}}, map[string]float64{}},
		// Operations without a stream, and names outside the closed sets.
		{[]call{{"GetBook", metrics.Sent, 1}, {"Recommend", metrics.Received, 1}, {"RatingHistory", metrics.Sent, 1}}, map[string]float64{}},
		{[]call{{metrics.OtherOperation, metrics.Sent, 1}, {"", metrics.Sent, 1}, {"listbooks", metrics.Sent, 1}}, map[string]float64{}},
		{[]call{{"ListBooks", "", 1}, {"ListBooks", "sideways", 1}, {"ListBooks", "Sent", 1}}, map[string]float64{}},
	} {
		reg := prometheus.NewRegistry()
		service := metrics.NewService(reg, "grpc")
		for _, c := range test.calls {
			service.Items(c.operation, c.direction, c.n)
		}
		if got := series(t, reg, metrics.StreamItemsTotal); !cmp.Equal(got, test.want) {
			t.Errorf("after Items of %v: %s = %v, want %v", test.calls, metrics.StreamItemsTotal, got, test.want)
		}
	}
}

func TestRatings(t *testing.T) {
	for _, test := range []struct {
		calls [][3]int
		want  map[string]float64
	}{
		{[][3]int{{0, 0, 0}}, map[string]float64{}},
		{[][3]int{{1, 0, 0}}, map[string]float64{"accepted rest": 1}},
		{[][3]int{{0, 2, 0}}, map[string]float64{"rejected rest": 2}},
		{[][3]int{{0, 0, 3}}, map[string]float64{"repeated rest": 3}},
		{[][3]int{{1000, 20, 3}, {7, 1, 0}}, map[string]float64{"accepted rest": 1007, "rejected rest": 21, "repeated rest": 3}},
	} {
		reg := prometheus.NewRegistry()
		service := metrics.NewService(reg, "rest")
		for _, c := range test.calls {
			service.Ratings(c[0], c[1], c[2])
		}
		if got := series(t, reg, metrics.RatingsTotal); !cmp.Equal(got, test.want) {
			t.Errorf("after Ratings of %v: %s = %v, want %v", test.calls, metrics.RatingsTotal, got, test.want)
		}
	}
}

// Every series is there from the start, at 0, and there are no others, whatever is counted.
func TestStreamExposition(t *testing.T) {
	const want = `# HELP wiretax_ratings_total Ratings uploaded, by outcome; those of uploads that broke off too.
# TYPE wiretax_ratings_total counter
wiretax_ratings_total{outcome="accepted",stack="rest"} 0
wiretax_ratings_total{outcome="rejected",stack="rest"} 0
wiretax_ratings_total{outcome="repeated",stack="rest"} 0
# HELP wiretax_stream_items_total Items of streams, pages and batches, sent and received, by operation.
# TYPE wiretax_stream_items_total counter
wiretax_stream_items_total{direction="received",operation="ListBooks",stack="rest"} 0
wiretax_stream_items_total{direction="received",operation="RealtimeRecommendations",stack="rest"} 0
wiretax_stream_items_total{direction="received",operation="UploadBookRatings",stack="rest"} 0
wiretax_stream_items_total{direction="sent",operation="ListBooks",stack="rest"} 0
wiretax_stream_items_total{direction="sent",operation="RealtimeRecommendations",stack="rest"} 0
wiretax_stream_items_total{direction="sent",operation="UploadBookRatings",stack="rest"} 0
`
	reg := prometheus.NewRegistry()
	service := metrics.NewService(reg, "rest")
	service.Items("Check", metrics.Sent, 1)
	service.Items("ListBooks", "sideways", 1)
	text, err := exposition(reg)
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for line := range strings.Lines(text) {
		if strings.Contains(line, metrics.RatingsTotal) || strings.Contains(line, metrics.StreamItemsTotal) {
			got.WriteString(line)
		}
	}
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("exposition of a new service differs (-want +got):\n%s", diff)
	}
}

// Every operation with a stream is an operation.
func TestStreamOperations(t *testing.T) {
	for _, name := range metrics.StreamOperations {
		if !slices.Contains(metrics.Operations, name) {
			t.Errorf("%q is a stream and none of the operations %q", name, metrics.Operations)
		}
	}
}

func TestConcurrentItems(t *testing.T) {
	const callers, each = 8, 500
	reg := prometheus.NewRegistry()
	service := metrics.NewService(reg, "grpc")
	var group sync.WaitGroup
	for range callers {
		group.Go(func() {
			for range each {
				service.Items("ListBooks", metrics.Sent, 2)
				service.Ratings(3, 2, 1)
			}
		})
	}
	group.Wait()
	for name, want := range map[string]map[string]float64{
		metrics.StreamItemsTotal: {"sent ListBooks grpc": 2 * callers * each},
		metrics.RatingsTotal:     {"accepted grpc": 3 * callers * each, "rejected grpc": 2 * callers * each, "repeated grpc": callers * each},
	} {
		if got := series(t, reg, name); !cmp.Equal(got, want) {
			t.Errorf("after %d callers %s = %v, want %v", callers, name, got, want)
		}
	}
}

func TestItemAllocatesNothing(t *testing.T) {
	service := metrics.NewService(prometheus.NewRegistry(), "grpc")
	if got := testing.AllocsPerRun(100, func() {
		service.Items("ListBooks", metrics.Sent, 1)
		service.Ratings(1, 1, 1)
	}); got != 0 {
		t.Errorf("Items and Ratings allocate %v times, want 0", got)
	}
}
