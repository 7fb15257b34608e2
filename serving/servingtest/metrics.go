package servingtest

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/wiretax/wiretax/metrics"
)

// Samples returns what a counter or gauge has, or how often a histogram was told something, by
// the labels without the stack. What is zero is left out.
func Samples(t testing.TB, reg prometheus.Gatherer, name string) map[string]float64 {
	t.Helper()
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]float64{}
	for _, family := range families {
		if family.GetName() != name {
			continue
		}
		for _, m := range family.GetMetric() {
			var labels []string
			for _, l := range m.GetLabel() {
				if l.GetName() != metrics.LabelStack {
					labels = append(labels, l.GetValue())
				}
			}
			v := m.GetCounter().GetValue() + m.GetGauge().GetValue() + float64(m.GetHistogram().GetSampleCount())
			if v != 0 {
				found[strings.Join(labels, " ")] = v
			}
		}
	}
	return found
}

// Counted returns "code operation" of every request that reg has, and fails the test where one
// is still in flight.
func Counted(t testing.TB, reg prometheus.Gatherer) string {
	t.Helper()
	var list []string
	for labels, n := range Samples(t, reg, metrics.RequestsTotal) {
		for range int(n) {
			list = append(list, labels)
		}
	}
	if n := Samples(t, reg, metrics.RequestsInFlight); len(n) != 0 {
		t.Errorf("in flight = %v, want none", n)
	}
	return strings.Join(slices.Sorted(slices.Values(list)), ", ")
}

// CheckSamples wants Samples to be these.
func CheckSamples(t testing.TB, when string, reg prometheus.Gatherer, name string, want map[string]float64) {
	t.Helper()
	if got := Samples(t, reg, name); !maps.Equal(got, want) {
		t.Errorf("%s: %s = %v, want %v", when, name, got, want)
	}
}

// CheckCounts wants these requests by code and operation, a duration of each, and
// none in flight.
func CheckCounts(t testing.TB, name string, reg prometheus.Gatherer, want map[string]float64) {
	t.Helper()
	durations := map[string]float64{}
	for labels, n := range want {
		_, operation, _ := strings.Cut(labels, " ")
		durations[operation] += n
	}
	for _, metric := range []struct {
		name string
		want map[string]float64
	}{
		{metrics.RequestsTotal, want},
		{metrics.RequestDuration, durations},
		{metrics.RequestsInFlight, map[string]float64{}},
	} {
		if diff := cmp.Diff(metric.want, Samples(t, reg, metric.name)); diff != "" {
			t.Errorf("%s: %s differs (-want +got):\n%s", name, metric.name, diff)
		}
	}
}
