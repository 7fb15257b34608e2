package run

import (
	"runtime"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/meter"
)

func TestDescribeMachine(t *testing.T) {
	m, err := DescribeMachine(meter.CPUs{0, 1}, meter.CPUs{2})
	if err != nil || m.ServerCPUs != "0-1" || m.ClientCPUs != "2" || m.SharedCPUs || m.ClientProcessors != runtime.GOMAXPROCS(0) || m.Virtual == "" || m.CPUs == 0 {
		t.Errorf("DescribeMachine(0-1, 2) = %+v, %v, want these CPUs, which are not shared, and what this machine is", m, err)
	}
	if m, err := DescribeMachine(meter.CPUs{0}, meter.CPUs{0}); err != nil || !m.SharedCPUs {
		t.Errorf("DescribeMachine(0, 0) = %+v, %v, want a shared CPU", m, err)
	}
}

func TestRoundTripsBeforeARun(t *testing.T) {
	allowed, err := meter.AllowedCPUs()
	if err != nil {
		t.Fatal(err)
	}
	server, client, _ := meter.Split(allowed)
	trips, warning := timeRoundTrips(server, client)
	if len(trips) != 2 || trips[0].Seconds <= 0 || trips[1].AnswerBytes != 1100 || trips[1].Trips == 0 || warning != "" {
		t.Errorf("timeRoundTrips() = %+v, %q, want two, and no warning", trips, warning)
	}
	trips, warning = timeRoundTrips(meter.CPUs{1000}, client)
	if trips != nil || !strings.HasPrefix(warning, "no raw TCP round trip was measured: ") {
		t.Errorf("timeRoundTrips() on a CPU that there is not = %+v, %q, want a warning", trips, warning)
	}
}
