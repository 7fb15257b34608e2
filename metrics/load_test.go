package metrics_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/wiretax/wiretax/metrics"
)

// wholeTrial returns a trial of which everything was measured. All values differ.
func wholeTrial() metrics.Trial {
	return metrics.Trial{
		Stack: "grpc", Operation: "GetBook", Tool: "wiretax", Valid: true,
		Requests: 1000, Errors: 3, OfferedRPS: 500, AchievedRPS: 498.5,
		Response:  map[string]*float64{"0.5": new(0.001), "0.99": new(0.004)},
		Lag:       map[string]*float64{"0.99": new(0.0002)},
		ServerCPU: new(41e-6), ClientCPU: new(62e-6),
		WireSent: new(101.5), WireReceived: new(702.5),
		MessageSent: new(2.25), MessageReceived: new(633.75),
	}
}

func TestObserveSetsEveryMetric(t *testing.T) {
	reg := prometheus.NewRegistry()
	metrics.NewLoad(reg).Observe(wholeTrial())
	const want = `# HELP wiretax_load_achieved_rps Requests a second that were answered in the latest valid trial.
# TYPE wiretax_load_achieved_rps gauge
wiretax_load_achieved_rps{operation="GetBook",stack="grpc",tool="wiretax"} 498.5
# HELP wiretax_load_cpu_seconds_per_request CPU time for one request in the latest valid trial, of the client or of the server.
# TYPE wiretax_load_cpu_seconds_per_request gauge
wiretax_load_cpu_seconds_per_request{operation="GetBook",role="client",stack="grpc",tool="wiretax"} 6.2e-05
wiretax_load_cpu_seconds_per_request{operation="GetBook",role="server",stack="grpc",tool="wiretax"} 4.1e-05
# HELP wiretax_load_errors_total Requests that failed in the windows of all trials, valid or not.
# TYPE wiretax_load_errors_total counter
wiretax_load_errors_total{operation="GetBook",stack="grpc",tool="wiretax"} 3
# HELP wiretax_load_lag_quantile_seconds Lateness of the generator in the latest valid trial.
# TYPE wiretax_load_lag_quantile_seconds gauge
wiretax_load_lag_quantile_seconds{operation="GetBook",quantile="0.99",stack="grpc",tool="wiretax"} 0.0002
# HELP wiretax_load_message_bytes Mean size of an encoded message in the latest valid trial, as the client sees it.
# TYPE wiretax_load_message_bytes gauge
wiretax_load_message_bytes{direction="received",operation="GetBook",stack="grpc",tool="wiretax"} 633.75
wiretax_load_message_bytes{direction="sent",operation="GetBook",stack="grpc",tool="wiretax"} 2.25
# HELP wiretax_load_offered_rps Requests a second that the schedule of the latest valid trial asked for.
# TYPE wiretax_load_offered_rps gauge
wiretax_load_offered_rps{operation="GetBook",stack="grpc",tool="wiretax"} 500
# HELP wiretax_load_requests_total Requests scheduled in the windows of all trials, valid or not.
# TYPE wiretax_load_requests_total counter
wiretax_load_requests_total{operation="GetBook",stack="grpc",tool="wiretax"} 1000
# HELP wiretax_load_response_quantile_seconds Response time of the latest valid trial, from the intended start.
# TYPE wiretax_load_response_quantile_seconds gauge
wiretax_load_response_quantile_seconds{operation="GetBook",quantile="0.5",stack="grpc",tool="wiretax"} 0.001
wiretax_load_response_quantile_seconds{operation="GetBook",quantile="0.99",stack="grpc",tool="wiretax"} 0.004
# HELP wiretax_load_trials_total Trials ended, valid or not.
# TYPE wiretax_load_trials_total counter
wiretax_load_trials_total{operation="GetBook",stack="grpc",tool="wiretax",valid="true"} 1
# HELP wiretax_load_wire_bytes_per_request TCP payload for one request in the latest valid trial, as the client sees it.
# TYPE wiretax_load_wire_bytes_per_request gauge
wiretax_load_wire_bytes_per_request{direction="received",operation="GetBook",stack="grpc",tool="wiretax"} 702.5
wiretax_load_wire_bytes_per_request{direction="sent",operation="GetBook",stack="grpc",tool="wiretax"} 101.5
`
	got, err := exposition(reg)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Observe of a whole trial shows (-want +got):\n%s", diff)
	}
}

// Counters add up over the trials of an arm. Gauges show the latest valid one; what it did not
// measure is not shown, even if an earlier one did.
func TestObserveTwice(t *testing.T) {
	bare := metrics.Trial{
		Stack: "grpc", Operation: "GetBook", Tool: "wiretax", Valid: true,
		Requests: 7, OfferedRPS: 10, AchievedRPS: 9,
		Response: map[string]*float64{"0.5": new(0.002), "0.99": nil},
	}
	other := bare
	other.Tool = "ghz"
	noisy := wholeTrial()
	noisy.Valid, noisy.Errors, noisy.OfferedRPS, noisy.AchievedRPS = false, 40, 900, 100
	noisy.Response, noisy.Lag = map[string]*float64{"0.5": new(9.)}, map[string]*float64{"0.99": new(9.)}
	for _, value := range []**float64{
		&noisy.ServerCPU, &noisy.ClientCPU, &noisy.WireSent, &noisy.WireReceived, &noisy.MessageSent, &noisy.MessageReceived,
	} {
		*value = new(99.)
	}
	const arm, otherArm = "GetBook grpc wiretax", "GetBook grpc ghz"
	wholeGauges := gaugesOf(t, wholeTrial())
	bareGauges := map[string]map[string]float64{
		metrics.LoadOfferedRPS:       {arm: 10},
		metrics.LoadAchievedRPS:      {arm: 9},
		metrics.LoadResponseQuantile: {"GetBook 0.5 grpc wiretax": 0.002},
	}
	for _, test := range []struct {
		name                    string
		trials                  []metrics.Trial
		ended, requests, failed map[string]float64
		gauges                  map[string]map[string]float64
	}{
		{
			"bare", []metrics.Trial{bare},
			map[string]float64{arm + " true": 1}, map[string]float64{arm: 7}, nil, bareGauges,
		},
		{
			"whole, bare", []metrics.Trial{wholeTrial(), bare},
			map[string]float64{arm + " true": 2}, map[string]float64{arm: 1007}, map[string]float64{arm: 3}, bareGauges,
		},
		{
			"bare, another tool's", []metrics.Trial{bare, other},
			map[string]float64{arm + " true": 1, otherArm + " true": 1}, map[string]float64{arm: 7, otherArm: 7}, nil,
			map[string]map[string]float64{
				metrics.LoadOfferedRPS:       {arm: 10, otherArm: 10},
				metrics.LoadAchievedRPS:      {arm: 9, otherArm: 9},
				metrics.LoadResponseQuantile: {"GetBook 0.5 grpc wiretax": 0.002, "GetBook 0.5 grpc ghz": 0.002},
			},
		},
		{
			"invalid", []metrics.Trial{noisy},
			map[string]float64{arm + " false": 1}, map[string]float64{arm: 1000}, map[string]float64{arm: 40}, nil,
		},
		{
			"whole, invalid", []metrics.Trial{wholeTrial(), noisy},
			map[string]float64{arm + " true": 1, arm + " false": 1}, map[string]float64{arm: 2000}, map[string]float64{arm: 43}, wholeGauges,
		},
		{
			"whole, invalid, bare", []metrics.Trial{wholeTrial(), noisy, bare},
			map[string]float64{arm + " true": 2, arm + " false": 1}, map[string]float64{arm: 2007}, map[string]float64{arm: 43}, bareGauges,
		},
		{
			"invalid, whole", []metrics.Trial{noisy, wholeTrial()},
			map[string]float64{arm + " true": 1, arm + " false": 1}, map[string]float64{arm: 2000}, map[string]float64{arm: 43}, wholeGauges,
		},
	} {
		reg := prometheus.NewRegistry()
		load := metrics.NewLoad(reg)
		for _, trial := range test.trials {
			load.Observe(trial)
		}
		for name, want := range map[string]map[string]float64{
			metrics.LoadTrialsTotal: test.ended, metrics.LoadRequestsTotal: test.requests, metrics.LoadErrorsTotal: test.failed,
		} {
			if got := series(t, reg, name); !cmp.Equal(got, want, cmpopts.EquateEmpty()) {
				t.Errorf("after the trials %s: %s = %v, want %v", test.name, name, got, want)
			}
		}
		if got := gauges(t, reg); !cmp.Equal(got, test.gauges, cmpopts.EquateEmpty()) {
			t.Errorf("after the trials %s the gauges are %v, want %v", test.name, got, test.gauges)
		}
	}
}

// gaugesOf returns what the gauges show of one trial alone.
func gaugesOf(t *testing.T, trial metrics.Trial) map[string]map[string]float64 {
	t.Helper()
	reg := prometheus.NewRegistry()
	metrics.NewLoad(reg).Observe(trial)
	return gauges(t, reg)
}

// gauges returns all gauges that have a series, zero or not, by name and label values.
func gauges(t *testing.T, reg prometheus.Gatherer) map[string]map[string]float64 {
	t.Helper()
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]map[string]float64{}
	for _, family := range families {
		for _, m := range family.GetMetric() {
			if m.GetGauge() == nil {
				continue
			}
			var labels []string
			for _, pair := range m.GetLabel() {
				labels = append(labels, pair.GetValue())
			}
			if all[family.GetName()] == nil {
				all[family.GetName()] = map[string]float64{}
			}
			all[family.GetName()][strings.Join(labels, " ")] = m.GetGauge().GetValue()
		}
	}
	return all
}

func TestObserveConcurrently(t *testing.T) {
	const observers = 8
	reg := prometheus.NewRegistry()
	load := metrics.NewLoad(reg)
	var group sync.WaitGroup
	for range observers {
		group.Go(func() { load.Observe(wholeTrial()) })
	}
	group.Wait()
	want := map[string]float64{"GetBook grpc wiretax true": observers}
	if got := series(t, reg, metrics.LoadTrialsTotal); !cmp.Equal(got, want) {
		t.Errorf("after %d observers trials = %v, want %v", observers, got, want)
	}
}
