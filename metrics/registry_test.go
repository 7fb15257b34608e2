package metrics_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	"github.com/prometheus/common/expfmt"

	"github.com/wiretax/wiretax/metrics"
)

// series returns the series of a counter or gauge that are not 0, and of a histogram those
// with observations, by the values of their labels in the order of the labels' names.
func series(t *testing.T, reg prometheus.Gatherer, name string) map[string]float64 {
	t.Helper()
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]float64{}
	for _, family := range families {
		if family.GetName() != name {
			continue
		}
		for _, m := range family.GetMetric() {
			var labels []string
			for _, pair := range m.GetLabel() {
				labels = append(labels, pair.GetValue())
			}
			value := m.GetCounter().GetValue() + m.GetGauge().GetValue() + float64(m.GetHistogram().GetSampleCount())
			if value != 0 {
				values[strings.Join(labels, " ")] = value
			}
		}
	}
	return values
}

// exposition returns what Prometheus reads.
func exposition(reg prometheus.Gatherer) (string, error) {
	families, err := reg.Gather()
	if err != nil {
		return "", err
	}
	var text strings.Builder
	for _, family := range families {
		if _, err := expfmt.MetricFamilyToText(&text, family); err != nil {
			return "", err
		}
	}
	return text.String(), nil
}

// full registers every metric of the project and gives each a value.
func full() *prometheus.Registry {
	reg := prometheus.NewRegistry()
	service := metrics.NewService(reg, "grpc")
	service.End(service.Begin(), "GetBook", "OK")
	service.Items("ListBooks", metrics.Sent, 1)
	service.Ratings(1, 1, 1)
	metrics.NewLoad(reg).Observe(wholeTrial())
	return reg
}

func TestLint(t *testing.T) {
	families, err := full().Gather()
	if err != nil {
		t.Fatal(err)
	}
	problems, err := promlint.NewWithMetricFamilies(families).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		// The quantiles are exact, read from a trial's histogram. They are no summary of
		// the client library, but the label quantile still fits.
		quantiles := []string{metrics.LoadResponseQuantile, metrics.LoadLagQuantile}
		if slices.Contains(quantiles, p.Metric) && strings.Contains(p.Text, `"quantile" label`) {
			continue
		}
		t.Errorf("lint of %s: %s", p.Metric, p.Text)
	}
}

// Two services in one process have two stacks, and one stack cannot be registered twice.
func TestRegisterTwice(t *testing.T) {
	reg := prometheus.NewRegistry()
	metrics.NewService(reg, "grpc")
	metrics.NewService(reg, "rest")
	metrics.NewLoad(reg)
	for name, call := range map[string]func(){
		`NewService(reg, "rest")`: func() { metrics.NewService(reg, "rest") },
		"NewLoad(reg)":            func() { metrics.NewLoad(reg) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("second %s = no panic, want one", name)
				}
			}()
			call()
		}()
	}
}
