package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/metrics"
)

// exportedTrial returns a trial whose every figure is a multiple of one number.
func exportedTrial(stack, arm string, valid bool, f float64) record.Trial {
	return record.Trial{
		Operation: "GetBook", Stack: stack, Arm: arm, Tool: record.Wiretax,
		Window: record.Window{
			Valid: valid, Requests: 10, Completed: 10, OfferedRPS: 10 * f, AchievedRPS: 10 * f,
			Response: record.Quantiles{P50: new(f), P99: new(3 * f), P999: new(4 * f)}, Lag: record.Quantiles{P99: new(f)},
			ClientCPUSeconds: new(10 * f), BytesSent: new(int64(10 * f)), BytesReceived: new(int64(20 * f)),
			MessageBytesSent: f, MessageBytesReceived: f,
		},
		ServerCPUSeconds: new(10 * f),
	}
}

// What is scraped during a run is what its report would count: no invalid trial, no second
// arm, no empty request.
func TestObserveShowsWhatCounts(t *testing.T) {
	late := exportedTrial("grpc", "grpc", true, 2)
	late.LateTail = true
	empty := exportedTrial("grpc", "grpc", true, 7)
	empty.Operation = record.EmptyRequest
	ghz := exportedTrial("grpc", "grpc", false, 7)
	ghz.Tool = record.Ghz
	few := exportedTrial("grpc", "grpc", true, 5)
	few.Response.P99, few.Response.P999, few.BytesSent = nil, nil, nil

	first := exportedTrial("grpc", "grpc", true, 1)
	for _, test := range []struct {
		name   string
		trials []record.Trial
		shown  []string // of p50, p99 and all wire bytes
	}{
		{"valid, invalid", []record.Trial{first, exportedTrial("grpc", "grpc", false, 9)}, []string{"grpc p50 1", "grpc p99 3", "grpc wire 1", "grpc wire 2"}},
		{"valid, invalid, valid", []record.Trial{first, exportedTrial("grpc", "grpc", false, 9), exportedTrial("grpc", "grpc", true, 2)}, []string{"grpc p50 2", "grpc p99 6", "grpc wire 2", "grpc wire 4"}},
		{"invalid", []record.Trial{exportedTrial("rest", "rest", false, 9)}, nil},
		{"invalid of another stack", []record.Trial{first, exportedTrial("rest", "rest", false, 9)}, []string{"grpc p50 1", "grpc p99 3", "grpc wire 1", "grpc wire 2"}},
		{"invalid of a tool", []record.Trial{first, ghz}, []string{"grpc p50 1", "grpc p99 3", "grpc wire 1", "grpc wire 2"}},
		{"second arm, empty request", []record.Trial{first, exportedTrial("grpc", "grpc-aa", true, 9), empty}, []string{"grpc p50 1", "grpc p99 3", "grpc wire 1", "grpc wire 2"}},
		{"late tail", []record.Trial{first, late}, []string{"grpc p50 2", "grpc p99 6", "grpc wire 2", "grpc wire 4"}},
		{"too few samples", []record.Trial{first, few}, []string{"grpc p50 5"}},
	} {
		reg := prometheus.NewRegistry()
		l := &exporter{load: metrics.NewLoad(reg)}
		for _, trial := range test.trials {
			l.observe(trial)
		}
		if got := shown(t, reg); !cmp.Equal(got, test.shown) {
			t.Errorf("after the trials %s it shows %q, want %q", test.name, got, test.shown)
		}
	}
}

// shown lists p50, p99 and the wire bytes that a registry shows, with their stacks.
func shown(t *testing.T, reg prometheus.Gatherer) []string {
	t.Helper()
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, family := range families {
		for _, m := range family.GetMetric() {
			labels := map[string]string{}
			for _, pair := range m.GetLabel() {
				labels[pair.GetName()] = pair.GetValue()
			}
			name := ""
			switch {
			case family.GetName() == metrics.LoadWireBytes:
				name = "wire"
			case family.GetName() == metrics.LoadResponseQuantile && labels[metrics.LabelQuantile] != "0.999":
				name = "p" + strings.TrimPrefix(labels[metrics.LabelQuantile], "0.")
			}
			if name != "" {
				name = strings.Replace(name, "p5", "p50", 1)
				all = append(all, labels[metrics.LabelStack]+" "+name+" "+fmt.Sprint(m.GetGauge().GetValue()))
			}
		}
	}
	slices.Sort(all)
	return all
}
