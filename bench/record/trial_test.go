package record

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The keys under which other programs read trials. A key may be added; none may be removed or
// changed.
var (
	loadKeys = []string{
		"target", "mode", "arrivals", "client", "offered_rps", "achieved_rps", "duration_seconds",
		"requests", "completed", "errors", "response_seconds", "service_seconds", "lag_seconds",
		"client_cpu_seconds", "pacer_cpu_seconds", "peak_rss_bytes", "bytes_sent", "bytes_received",
		"connections_opened", "valid", "warnings",
	}
	trialKeys = []string{
		"id", "block", "position", "arm", "operation", "stack", "tool", "seed", "warmup_seconds",
		"mean_in_flight", "server_cpu_seconds", "system_cpu_seconds", "steal_share", "server_cpus",
		"client_cpus", "message_bytes_sent", "message_bytes_received", "checked",
		"connections_planned", "reasons",
	}
	quantileKeys = []string{"count", "min", "mean", "p50", "p90", "p95", "p99", "p999", "max"}
)

func object(t *testing.T, text []byte) map[string]json.RawMessage {
	t.Helper()
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(text, &keys); err != nil {
		t.Fatal(err)
	}
	return keys
}

func checkKeys(t *testing.T, what string, text []byte, want []string) {
	t.Helper()
	got := object(t, text)
	for _, key := range want {
		if _, ok := got[key]; !ok {
			t.Errorf("%s has no key %q: %s", what, key, text)
		}
	}
}

func TestTrialKeys(t *testing.T) {
	for name, trial := range map[string]Trial{"a full trial": testTrial("full"), "an empty trial": {}} {
		text, err := json.Marshal(trial)
		if err != nil {
			t.Fatal(err)
		}
		checkKeys(t, name, text, slices.Concat(loadKeys, trialKeys))
		keys := object(t, text)
		checkKeys(t, name+"'s errors", keys["errors"], []string{"total", "by_kind"})
		for _, key := range []string{"response_seconds", "service_seconds", "lag_seconds"} {
			checkKeys(t, name+"'s "+key, keys[key], quantileKeys)
		}
	}
}

// A trial of requests that are not streams has no further keys.
func TestItemsShowInStreamsOnly(t *testing.T) {
	streams := testTrial("streams")
	streams.Items, streams.FirstItem = 100, Quantiles{Count: 1, P50: of(1e-3)}
	for _, tt := range []struct {
		trial Trial
		want  bool
	}{{testTrial("full"), false}, {streams, true}} {
		text, err := json.Marshal(tt.trial)
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"items", "first_item_seconds"} {
			if _, got := object(t, text)[key]; got != tt.want {
				t.Errorf("trial %s has the key %s: %v, want %v", tt.trial.ID, key, got, tt.want)
			}
		}
		var back Trial
		if err := json.Unmarshal(text, &back); err != nil || back.Items != tt.trial.Items || back.FirstItem.Count != tt.trial.FirstItem.Count {
			t.Errorf("trial %s reads back with %d items and %+v, %v, want what was written", tt.trial.ID, back.Items, back.FirstItem, err)
		}
	}
}

// A trial of one process has no further keys; a trial of several has what each cost and carried.
func TestProcessesShowWhereThereAreSeveral(t *testing.T) {
	for _, tt := range []struct {
		trial Trial
		want  bool
	}{{testTrial("full"), true}, {Trial{ID: "empty"}, false}} {
		text, err := json.Marshal(tt.trial)
		if err != nil {
			t.Fatal(err)
		}
		keys := object(t, text)
		for key, want := range map[string][]string{
			"processes": {"name", "cpu_seconds"},
			"hops":      {"from", "to", "bytes_sent", "bytes_received"},
		} {
			list, got := keys[key]
			if got != tt.want {
				t.Errorf("trial %s has the key %s: %v, want %v", tt.trial.ID, key, got, tt.want)
			}
			var elements []json.RawMessage
			if err := json.Unmarshal(list, &elements); got && (err != nil || len(elements) != 2) {
				t.Fatalf("trial %s has %s %s, %v, want two", tt.trial.ID, key, list, err)
			}
			for _, element := range elements {
				checkKeys(t, key, element, want)
			}
		}
	}
}

func TestWhatIsNotKnownIsNull(t *testing.T) {
	text, err := json.Marshal(Trial{ID: "empty"})
	if err != nil {
		t.Fatal(err)
	}
	keys := object(t, text)
	for _, key := range []string{"server_cpu_seconds", "client_cpu_seconds", "pacer_cpu_seconds", "system_cpu_seconds", "bytes_sent", "bytes_received"} {
		if got := string(keys[key]); got != "null" {
			t.Errorf("%s of an empty trial = %s, want null", key, got)
		}
	}
	quantiles := object(t, keys["response_seconds"])
	for _, key := range quantileKeys[1:] {
		if got := string(quantiles[key]); got != "null" {
			t.Errorf("response_seconds.%s of an empty trial = %s, want null", key, got)
		}
	}
}

func items(t *Trial) (float64, bool)    { return t.ItemsPerRequest() }
func segments(t *Trial) (float64, bool) { return t.SegmentsPerRequest() }

func TestPerRequest(t *testing.T) {
	full := testTrial("full") // 797 requests: 79.7 and 159.4 ms of CPU, 876,700 bytes
	nothing := full
	nothing.Completed = 0
	oneDirection := full
	oneDirection.BytesReceived = nil
	halfCounted := full
	halfCounted.SegmentsIn = 0
	streams := full
	streams.Items = 79_700
	tests := []struct {
		name  string
		trial Trial
		of    func(*Trial) (float64, bool)
		want  float64
		ok    bool
	}{
		{"server CPU", full, (*Trial).ServerCPUPerRequest, 100e-6, true},
		{"client CPU", full, (*Trial).ClientCPUPerRequest, 200e-6, true},
		{"wire bytes", full, (*Trial).WireBytesPerRequest, 1100, true},
		{"server CPU, nothing completed", nothing, (*Trial).ServerCPUPerRequest, 0, false},
		{"wire bytes, nothing completed", nothing, (*Trial).WireBytesPerRequest, 0, false},
		{"server CPU, not measured", Trial{Window: Window{Completed: 5}}, (*Trial).ServerCPUPerRequest, 0, false},
		{"client CPU, not measured", Trial{Window: Window{Completed: 5}}, (*Trial).ClientCPUPerRequest, 0, false},
		{"wire bytes, one way measured", oneDirection, (*Trial).WireBytesPerRequest, 0, false},
		{"segments", full, segments, 1601.0 / 797, true},
		{"segments, one way measured", halfCounted, segments, 0, false},
		{"segments, not measured", Trial{Window: Window{Completed: 5}}, segments, 0, false},
		{"segments, nothing completed", nothing, segments, 0, false},
		{"items", streams, items, 100, true},
		{"items, no streams", full, items, 0, false},
	}
	for _, tt := range tests {
		got, ok := tt.of(&tt.trial)
		if diff := got - tt.want; diff < -1e-9 || diff > 1e-9 || ok != tt.ok {
			t.Errorf("%s = %v, %v, want %v, %v", tt.name, got, ok, tt.want, tt.ok)
		}
	}
}

// CPU time below zero is removed, and no other figure, in a run folder too.
func TestLostCPU(t *testing.T) {
	for _, c := range []struct {
		name         string
		server       *float64
		processes    []*float64
		wantServer   *float64
		wantProcess  []*float64
		wantWarnings int
	}{
		{"known", of(2.0), []*float64{of(2.0), of(0.0)}, of(2.0), []*float64{of(2.0), of(0.0)}, 0},
		{"none", of(0.0), nil, of(0.0), nil, 0},
		{"not measured", nil, []*float64{nil}, nil, []*float64{nil}, 0},
		{"below zero", of(-1e-9), nil, nil, nil, 1},
		{"of one process", of(1.5), []*float64{of(2.0), of(-0.5)}, nil, []*float64{of(2.0), nil}, 1},
		{"of all", of(-3.0), []*float64{of(-2.0), of(-1.0)}, nil, []*float64{nil, nil}, 1},
	} {
		trial := testTrial("t1")
		trial.ServerCPUSeconds, trial.Warnings, trial.Processes = c.server, []string{}, nil
		want := trial
		for i := range c.processes {
			trial.Processes = append(trial.Processes, Process{Name: "p", CPUSeconds: c.processes[i]})
			want.Processes = append(want.Processes, Process{Name: "p", CPUSeconds: c.wantProcess[i]})
		}
		want.ServerCPUSeconds = c.wantServer
		if c.wantWarnings > 0 {
			want.Warnings = []string{lostCPU}
		}
		dir := filepath.Join(t.TempDir(), "run")
		w := mustCreate(t, dir, testManifest())
		mustAdd(t, w, trial, nil)
		mustClose(t, w, testManifest())
		if diff := cmp.Diff(want, mustOpen(t, dir).Trials[0]); diff != "" {
			t.Errorf("%s: Open (-want +got):\n%s", c.name, diff)
		}
	}
}
