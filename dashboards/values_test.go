package dashboards_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/wiretax/wiretax/metrics"
)

// exporter shows a registry as a scrape target.
func exporter(t *testing.T) (*prometheus.Registry, string) {
	t.Helper()
	reg := prometheus.NewRegistry()
	server := httptest.NewServer(promhttp.HandlerFor(reg, promhttp.HandlerOpts{}))
	t.Cleanup(server.Close)
	return reg, server.Listener.Addr().String()
}

// factors make the trials of stacks and tools differ, so that a query which mixes them up
// shows a wrong value.
var factors = map[string]float64{"grpc": 1, "rest": 2, "rest-h2": 3, "wiretax": 1, "ghz": 10, "vegeta": 10}

// sampleTrial returns a valid trial of which everything was measured.
func sampleTrial(stack, operation, tool string) metrics.Trial {
	f := factors[stack] * factors[tool]
	of := func(v float64) *float64 { v *= f; return &v }
	return metrics.Trial{
		Stack: stack, Operation: operation, Tool: tool, Valid: true,
		Requests: 1000, Errors: int64(f),
		OfferedRPS: 500, AchievedRPS: 499,
		Response:  map[string]*float64{"0.5": of(.001), "0.9": of(.002), "0.99": of(.003)},
		Lag:       map[string]*float64{"0.99": of(.0001)},
		ServerCPU: of(40e-6), ClientCPU: of(60e-6),
		WireSent: of(150), WireReceived: of(1100), MessageSent: of(10), MessageReceived: of(1000),
	}
}

// noisyTrial returns a trial that may not count, and whose figures no panel may show.
func noisyTrial(stack string) metrics.Trial {
	trial := sampleTrial(stack, "GetBook", "ghz")
	trial.Tool, trial.Valid = "wiretax", false
	trial.OfferedRPS, trial.AchievedRPS = 900, 100
	return trial
}

// TestQueriesFindValues shows Prometheus figures that are known and looks for them in the
// panels: a query that picks the wrong quantile, process or stack still finds some value.
func TestQueriesFindValues(t *testing.T) {
	ctx := limited(t, time.Minute)
	load, loadAddress := exporter(t)
	harness := metrics.NewLoad(load)
	for _, trial := range []metrics.Trial{
		sampleTrial("grpc", "GetBook", "wiretax"), sampleTrial("grpc", "GetBook", "ghz"),
		sampleTrial("rest", "GetBook", "wiretax"), sampleTrial("rest", "GetBook", "vegeta"),
	} {
		harness.Observe(trial)
	}
	for _, stack := range []string{"rest", "rest-h2"} { // rest-h2 has no other
		harness.Observe(noisyTrial(stack))
	}
	addresses := map[string]string{"loadtest": loadAddress}
	var services []*metrics.Service
	for _, stack := range []string{"grpc", "rest"} {
		reg, address := exporter(t)
		reg.MustRegister(collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
		services, addresses[stack] = append(services, metrics.NewService(reg, stack)), address
	}
	p, from := startPrometheus(ctx, t, addresses), time.Now()

	eventually(ctx, t, "every panel shows data", func() error {
		for _, s := range services {
			s.End(s.Begin().Add(-3*time.Millisecond), "GetBook", "OK")
			s.Items("ListBooks", metrics.Sent, 100)
			s.Ratings(3, 2, 1)
		}
		return p.everyPanelShows(ctx, t, from, "grpc", "rest")
	})
	p.checkNoFigures(ctx, t, from, "rest-h2")
	for _, c := range knownValues {
		if got := p.last(ctx, t, c.panel, c.series, from); got != c.want {
			t.Errorf("%s: %s = %q, want %q", c.panel, c.series, got, c.want)
		}
	}
}

// knownValues is what panels show of sampleTrial.
var knownValues = []struct{ panel, series, want string }{
	{"Message bytes: $operation", "grpc received", "1000"},
	{"Message bytes: $operation", "rest sent", "20"},
	{"Wire bytes per request: $operation", "rest received", "2200"},
	{"Response time: $operation", "grpc p50", "0.001"},
	{"Response time: $operation", "grpc p90", "0.002"},
	{"Response time: $operation", "rest p99", "0.006"},
	{"Offered and achieved: $operation", "grpc offered", "500"},
	{"Offered and achieved: $operation", "rest achieved", "499"},
	{"Generator lag p99", "rest", "0.0002"},
	{"Failed requests", "rest", "0.011"}, // 2 and 20 of 1000 each
	{"Failed requests", "rest-h2", "0.03"},
	{"Trials", "grpc valid", "1"},
	{"Trials", "rest ended", "2"},
	{"Trials", "rest valid", "1"},
	{"Trials", "rest-h2 ended", "1"},
	{"Trials", "rest-h2 valid", "0"},
	{"Server CPU per request: $operation", "grpc", "4e-05"},
	{"Client CPU per request: $operation", "rest", "0.00012"},
	{"p50 by generator: $operation", "grpc ghz", "0.01"},
	{"p99 by generator: $operation", "rest vegeta", "0.06"},
	{"Client CPU by generator: $operation", "grpc wiretax", "6e-05"},
	{"In flight", "grpc grpc", "0"},
	// Every request lies in the bucket from 2.5 to 5 ms.
	{"Duration inside the service", "rest GetBook p50", "0.00375"},
}

// everyPanelShows asks every query of the dashboard and returns an error that names the
// first one which lacks a finite value for one of the stacks.
func (p *prometheusServer) everyPanelShows(ctx context.Context, t *testing.T, from time.Time, stacks ...string) error {
	t.Helper()
	for _, panel := range readBoard(t).plotted() {
		for _, q := range panel.Targets {
			found, err := p.run(ctx, q, from, time.Now())
			if err != nil {
				return fmt.Errorf("%s %s: %w", panel.Title, q.RefID, err)
			}
			for _, stack := range stacks {
				if !slices.ContainsFunc(found, func(s series) bool { return s.labels["stack"] == stack }) {
					return fmt.Errorf("%s %s: no data for %s from %s", panel.Title, q.RefID, stack, q.promQL())
				}
			}
		}
	}
	return nil
}

// checkNoFigures checks that a stack without a valid trial appears only in the panels that
// count trials and failures.
func (p *prometheusServer) checkNoFigures(ctx context.Context, t *testing.T, from time.Time, stack string) {
	t.Helper()
	for _, panel := range readBoard(t).plotted() {
		if panel.Title == "Trials" || panel.Title == "Failed requests" {
			continue
		}
		for _, q := range panel.Targets {
			found, err := p.run(ctx, q, from, time.Now())
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range found {
				if s.labels["stack"] == stack {
					t.Errorf("%s shows %v of %s, which has no valid trial", panel.Title, s.values, named(q.LegendFormat, s.labels))
				}
			}
		}
	}
}

// last returns the latest value of the series that a panel's legend calls by this name.
func (p *prometheusServer) last(ctx context.Context, t *testing.T, title, name string, from time.Time) string {
	t.Helper()
	for _, panel := range readBoard(t).plotted() {
		if panel.Title != title {
			continue
		}
		for _, q := range panel.Targets {
			found, err := p.run(ctx, q, from, time.Now())
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range found {
				if named(q.LegendFormat, s.labels) == name {
					return fmt.Sprintf("%.6g", s.values[len(s.values)-1])
				}
			}
		}
	}
	return "nothing"
}

// named fills labels into a legend, as Grafana does.
func named(legend string, labels map[string]string) string {
	for label, value := range labels {
		legend = strings.ReplaceAll(legend, "{{"+label+"}}", value)
	}
	return legend
}

// TestQueriesParse lets Prometheus's own parser read every query.
func TestQueriesParse(t *testing.T) {
	ctx := limited(t, time.Minute)
	p := startPrometheus(ctx, t, nil)
	for _, panel := range readBoard(t).plotted() {
		for _, q := range panel.Targets {
			var formatted string
			if err := p.ask(ctx, "/api/v1/format_query", url.Values{"query": {q.promQL()}}, &formatted); err != nil {
				t.Errorf("%s %s: %v", panel.Title, q.RefID, err)
			}
		}
	}
}
