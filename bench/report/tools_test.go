package report

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/bench/toolbench"
)

// generators are load generators that were measured where reporttest's runs were.
func generators() *toolbench.Result {
	m := reporttest.Manifest("quick", 1, "GetBook")
	http := toolbench.Work{Protocol: "HTTP/1.1", Server: "service", Connections: 50}
	rpc := toolbench.Work{Protocol: "gRPC", Server: "responder", Connections: 1}
	cost := func(tool string, micros ...float64) toolbench.Cost {
		c := toolbench.Cost{Tool: tool}
		for i, v := range micros {
			c.Samples = append(c.Samples, toolbench.Sample{Block: i + 1, CPUSeconds: v, Seconds: 25, Completed: 1e6, Failed: int64(i)})
		}
		return c
	}
	failing := cost("ab", 12)
	failing.Faults = []string{"run ab: exit status 1; its log ends with: apr_socket_recv: Connection reset by peer (104)"}
	memory := toolbench.Memory{Work: rpc, Tool: "wiretax lean", Completed: 10_000_000, PeakBytes: 31 << 20}
	for i := range 101 {
		memory.Readings = append(memory.Readings, toolbench.Reading{AtSeconds: float64(2 * i), Bytes: 30<<20 + int64(i)<<10})
	}
	lag := func(tool string, p99 float64) toolbench.Lag {
		return toolbench.Lag{Work: http, Tool: tool, Offered: 2000, Samples: []toolbench.LagSample{{Block: 1, P50: 40e-6, P99: p99}, {Block: 2, P50: 44e-6, P99: 1.1 * p99}}}
	}
	return &toolbench.Result{
		Name: "tools.json", Build: m.Build.Version, Machine: m.Machine,
		Tools:   []record.Module{{Path: "wrk", Version: "4.1.0"}, {Path: "ab", Version: "2.3"}, {Path: "h2load", Version: "1.52.0"}},
		Missing: []string{"hey", "fortio", "k6"},
		Blocks:  3, WindowSeconds: 10, Seed: 1, InFlight: 50, StealShare: 0.012, Complete: true,
		Groups: []toolbench.Group{
			{Work: http, Reference: "wrk", Costs: []toolbench.Cost{cost("wiretax lean", 9, 9.5, 9.2), cost("wiretax native", 24, 23, 25), cost("wrk", 8.5, 8.9, 8.6), failing}},
			{Work: rpc, Reference: "h2load", Costs: []toolbench.Cost{cost("wiretax lean", 5, 5.5, 6)}},
		},
		Rates: []toolbench.Rate{
			{Work: http, Tool: "wiretax lean", Capacity: 26500, Steps: []toolbench.Step{{Offered: 13250, Achieved: 13250, Honest: true, Attempts: 1}, {Offered: 23850, Achieved: 23849, Honest: true, Attempts: 2}}},
			{Work: rpc, Tool: "ghz", Steps: []toolbench.Step{{Offered: 10000, Achieved: 9999, Honest: true, Attempts: 1}, {Offered: 15000, Achieved: 12000, Why: "achieved 12000 of 15000 requests/s offered", Attempts: 2}}},
			{Work: rpc, Tool: "wiretax native", Fault: "start selfcheck tools respond: it was not ready within 30s"},
		},
		Lags:     []toolbench.Lag{lag("wiretax lean", 300e-6), lag("wiretax native", 900e-6)},
		Memories: []toolbench.Memory{memory, {Work: http, Tool: "wiretax lean", Fault: "run wiretax lean: signal: killed"}},
	}
}

func TestGoldenTools(t *testing.T) {
	r, err := Compose([]*record.Run{reporttest.Quick().Run(t)}, nil, generators())
	if err != nil {
		t.Fatal(err)
	}
	goldenReport(t, filepath.Join("testdata", "tools"), r)
}

func TestToolsOfAnother(t *testing.T) {
	for want, change := range map[string]func(*toolbench.Result){
		"differ in build version (v0.1.0, v0.2.0)": func(r *toolbench.Result) { r.Build = "v0.2.0" },
		"machine cpu (":       func(r *toolbench.Result) { r.Machine.CPU = "another" },
		"machine cpus (2, 4)": func(r *toolbench.Result) { r.Machine.CPUs = 4 },
		"machine kernel (":    func(r *toolbench.Result) { r.Machine.Kernel = "7.0" },
	} {
		r := generators()
		change(r)
		if _, err := Compose([]*record.Run{reporttest.Quick().Run(t)}, nil, r); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Compose() = %v, want it refused: %s", err, want)
		}
	}
	if _, err := Compose([]*record.Run{reporttest.Shop().Run(t)}, nil, generators()); err == nil || !strings.Contains(err.Error(), "strangers") {
		t.Errorf("Compose() of strangers' services with load generators = %v, want a refusal", err)
	}
}

// A file that holds nothing, or what cannot be, still has a section that says nothing untrue.
func TestToolsWithoutFigures(t *testing.T) {
	r := generators()
	r.Complete, r.Machine.SharedCPUs = false, false
	r.Groups[0].Costs[2].Samples = nil
	r.Groups[1].Costs[0].Samples = []toolbench.Sample{{Block: 1, CPUSeconds: -1, Completed: 5}, {Block: 2, CPUSeconds: 1, Completed: -1}}
	r.Rates[0].Steps = nil
	r.Lags[1].Samples = nil
	r.Memories[0].Readings = nil
	composed, err := Compose([]*record.Run{reporttest.Quick().Run(t)}, nil, r)
	if err != nil {
		t.Fatal(err)
	}
	text := string(composed.Markdown)
	for _, bad := range []string{"NaN", "Inf", "%!"} {
		if strings.Contains(text, bad) {
			t.Errorf("the report holds %q", bad)
		}
	}
	for _, want := range []string{"The measurement was interrupted", "| HTTP/1.1 | service | 50 | wiretax lean | 9.20 µs | – |", "| gRPC | responder | 1 | wiretax lean | – | – | – | 0 | 2 |"} {
		if !strings.Contains(text, want) {
			t.Errorf("the report lacks %q", want)
		}
	}
}
