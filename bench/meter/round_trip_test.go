package meter

import (
	"strings"
	"testing"
	"time"
)

func TestTimeRoundTrip(t *testing.T) {
	cpus := allowed(t)
	first, last := cpus[0], cpus[len(cpus)-1]
	for _, test := range []struct {
		client, server, request, answer int
		err                             string
	}{
		{first, last, 1, 1, ""},
		{first, last, 200, 1100, ""},
		{first, first, 1, 1, ""},
		{first, last, 1, 64 << 10, ""}, // in several segments
		{first, 1000, 1, 1, "bind a thread to CPUs 1000: "},
		{1000, last, 1, 1, "bind a thread to CPUs 1000: "},
	} {
		began := time.Now()
		median, trips, err := TimeRoundTrip(test.client, test.server, test.request, test.answer, 5*time.Millisecond)
		took := time.Since(began)
		if (err == nil) != (test.err == "") || err != nil && !strings.Contains(err.Error(), test.err) {
			t.Errorf("TimeRoundTrip(%+v) = %v, want %q", test, err, test.err)
		}
		if err == nil && (trips < fewestTrips || median <= 0 || time.Duration(trips/2)*median > took) {
			t.Errorf("TimeRoundTrip(%+v) = %v, %d, want at least %d, and half of them no longer than the %v that all took", test, median, trips, fewestTrips, took)
		}
	}
	if got := allowed(t); got.String() != cpus.String() {
		t.Errorf("afterwards the CPUs %v are allowed, want %v", got, cpus)
	}
}
