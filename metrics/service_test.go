package metrics_test

import (
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/wiretax/wiretax/metrics"
)

func TestBeginAndEnd(t *testing.T) {
	for _, test := range []struct {
		operation, code         string
		wantRequest, wantSample string
	}{
		{"GetBook", "OK", "OK GetBook grpc", "GetBook grpc"},
		{"Recommend", "INVALID_ARGUMENT", "INVALID_ARGUMENT Recommend grpc", "Recommend grpc"},
		{"RatingHistory", "NOT_FOUND", "NOT_FOUND RatingHistory grpc", "RatingHistory grpc"},
		{"ListBooks", "UNIMPLEMENTED", "UNIMPLEMENTED ListBooks grpc", "ListBooks grpc"},
		{metrics.OtherOperation, "NOT_FOUND", "NOT_FOUND other grpc", "other grpc"},
		// Names outside the closed sets.
		{"Check", "OK", "OK other grpc", "other grpc"},
		{"", "OK", "OK other grpc", "other grpc"},
		{"getbook", "OK", "OK other grpc", "other grpc"},
		{"GetBook", "DATA_LOSS", "UNKNOWN GetBook grpc", "GetBook grpc"},
		{"GetBook", "", "UNKNOWN GetBook grpc", "GetBook grpc"},
		{"/v1/books/1", "404", "UNKNOWN other grpc", "other grpc"},
	} {
		reg := prometheus.NewRegistry()
		service := metrics.NewService(reg, "grpc")
		begun := service.Begin()
		if got, want := series(t, reg, metrics.RequestsInFlight), (map[string]float64{"grpc": 1}); !cmp.Equal(got, want) {
			t.Errorf("after Begin() in flight = %v, want %v", got, want)
		}
		service.End(begun, test.operation, test.code)
		for _, metric := range []struct {
			name string
			want map[string]float64
		}{
			{metrics.RequestsInFlight, map[string]float64{}},
			{metrics.RequestsTotal, map[string]float64{test.wantRequest: 1}},
			{metrics.RequestDuration, map[string]float64{test.wantSample: 1}},
		} {
			if got := series(t, reg, metric.name); !cmp.Equal(got, metric.want) {
				t.Errorf("after End(_, %q, %q) %s = %v, want %v", test.operation, test.code, metric.name, got, metric.want)
			}
		}
	}
}

// Every series is there from the start, so that a rate sees the first request too.
func TestServiceStartsComplete(t *testing.T) {
	reg := prometheus.NewRegistry()
	metrics.NewService(reg, "rest")
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, family := range families {
		count[family.GetName()] = len(family.GetMetric())
	}
	operations, codes := len(metrics.Operations)+1, len(metrics.Codes)
	for _, test := range []struct {
		name string
		want int
	}{
		{metrics.RequestsTotal, operations * codes},
		{metrics.RequestDuration, operations},
		{metrics.RequestsInFlight, 1},
		{metrics.WireBytesTotal, 2},
		{metrics.StreamItemsTotal, 2 * len(metrics.StreamOperations)},
		{metrics.RatingsTotal, len(metrics.Outcomes)},
	} {
		if got := count[test.name]; got != test.want {
			t.Errorf("NewService(reg, _) has %d series of %s, want %d", got, test.name, test.want)
		}
	}
}

// A request falls into the buckets from its duration up.
func TestDurationIsInSeconds(t *testing.T) {
	reg := prometheus.NewRegistry()
	service := metrics.NewService(reg, "rest")
	service.End(service.Begin().Add(-2*time.Second), "GetBook", "OK")
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		if family.GetName() != metrics.RequestDuration {
			continue
		}
		for _, m := range family.GetMetric() {
			h := m.GetHistogram()
			if h.GetSampleCount() == 0 {
				continue
			}
			if sum := h.GetSampleSum(); sum < 2 || sum > 60 {
				t.Errorf("duration of a request of 2 s = %v s", sum)
			}
			for _, b := range h.GetBucket() {
				if b.GetUpperBound() < 2 && b.GetCumulativeCount() != 0 {
					t.Errorf("bucket up to %v s = %d requests, want 0 of one that took 2 s", b.GetUpperBound(), b.GetCumulativeCount())
				}
			}
		}
	}
}

func TestConcurrentRequests(t *testing.T) {
	const callers, each = 8, 50
	reg := prometheus.NewRegistry()
	service := metrics.NewService(reg, "grpc")
	var group sync.WaitGroup
	for range callers {
		group.Go(func() {
			for range each {
				service.End(service.Begin(), "GetBook", "OK")
				service.End(service.Begin(), "Check", "strange")
			}
		})
	}
	group.Wait()
	for _, test := range []struct {
		name string
		want map[string]float64
	}{
		{metrics.RequestsTotal, map[string]float64{"OK GetBook grpc": callers * each, "UNKNOWN other grpc": callers * each}},
		{metrics.RequestDuration, map[string]float64{"GetBook grpc": callers * each, "other grpc": callers * each}},
		{metrics.RequestsInFlight, map[string]float64{}},
	} {
		if got := series(t, reg, test.name); !cmp.Equal(got, test.want) {
			t.Errorf("after %d callers %s = %v, want %v", callers, test.name, got, test.want)
		}
	}
}

func TestRequestAllocatesNothing(t *testing.T) {
	service := metrics.NewService(prometheus.NewRegistry(), "grpc")
	if got := testing.AllocsPerRun(100, func() { service.End(service.Begin(), "GetBook", "OK") }); got != 0 {
		t.Errorf("Begin and End allocate %v times, want 0", got)
	}
}
