package grpcsvc

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wiretax/wiretax/metrics"
)

// samples returns what a counter or gauge has, by its labels without the stack. What is zero
// is left out.
func samples(t *testing.T, reg *prometheus.Registry, name string) map[string]float64 {
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
			if v := m.GetCounter().GetValue() + m.GetGauge().GetValue(); v != 0 {
				found[strings.Join(labels, " ")] = v
			}
		}
	}
	return found
}

// counted returns "code operation" of every request that reg has, and fails the test where
// one is still in flight.
func counted(t *testing.T, reg *prometheus.Registry) string {
	t.Helper()
	var list []string
	for labels, n := range samples(t, reg, metrics.RequestsTotal) {
		for range int(n) {
			list = append(list, labels)
		}
	}
	if n := samples(t, reg, metrics.RequestsInFlight); len(n) != 0 {
		t.Errorf("in flight = %v, want none", n)
	}
	return strings.Join(slices.Sorted(slices.Values(list)), ", ")
}

func checkSamples(t *testing.T, when string, reg *prometheus.Registry, name string, want map[string]float64) {
	t.Helper()
	if got := samples(t, reg, name); !maps.Equal(got, want) {
		t.Errorf("%s: %s = %v, want %v", when, name, got, want)
	}
}
