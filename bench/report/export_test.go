package report

import (
	"bytes"
	"math"
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/perf/benchfmt"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/reporttest"
)

func export(t *testing.T, runs ...*record.Run) []byte {
	t.Helper()
	text, err := Benchfmt(runs)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// exported reads an export as benchstat does.
func exported(t *testing.T, text []byte) (results []*benchfmt.Result) {
	t.Helper()
	reader := benchfmt.NewReader(bytes.NewReader(text), "export")
	for reader.Scan() {
		switch r := reader.Result().(type) {
		case *benchfmt.SyntaxError:
			t.Error(r)
		case *benchfmt.Result:
			results = append(results, r.Clone())
		}
	}
	return results
}

func TestBenchfmt(t *testing.T) {
	l := reporttest.Quick()
	l.Change = func(trial *record.Trial) {
		mean := 1.5e-3
		trial.Response.Mean = &mean
		switch {
		case trial.Arm == "grpc" && trial.Block == 3:
			trial.Valid = false
		case trial.Arm == "grpc" && trial.Block == 4:
			trial.LateTail = true
		}
	}
	run := l.Run(t)
	text := export(t, run)
	results := exported(t, text)
	// 10 blocks of 2 operations on 3 arms, less gRPC's in block 3.
	if len(results) != 58 || !strings.Contains(string(text), "# run 20261123-020000-quick: 58 of 60 trials; note: 2 are left out, they are not valid\n") {
		t.Errorf("%d results, want 58 and a word on the other two:\n%s", len(results), text)
	}
	arms := make(map[string]int)
	for _, r := range results {
		base, parts := r.Name.Parts()
		if string(base) != "Load" || len(parts) != 3 || string(parts[0]) != "/plan=quick" || !strings.HasPrefix(string(parts[1]), "/op=") {
			t.Errorf("%s: want Load/plan=quick/op=…/stack=…", r.Name)
			continue
		}
		arms[string(parts[2])]++
		if r.GetConfig("wiretax-build") != "v0.1.0" || r.GetConfig("goarch") != "amd64" || r.GetConfig("cpu") != "Example CPU @ 2.80GHz" {
			t.Errorf("%s: its configuration is %v", r.Name, r.Config)
		}
	}
	if arms["/stack=rest"] != 20 || arms["/stack=rest-aa"] != 20 || arms["/stack=grpc"] != 18 {
		t.Errorf("arms = %v, want 20 of REST, 20 of its twin and 18 of gRPC", arms)
	}
	if !strings.HasSuffix(string(results[10].Name), "/stack=grpc") {
		t.Errorf("result 11 is %s, want gRPC's first behind ten of REST, which the plan compares with", results[10].Name)
	}
	first, trial := results[0], &run.Trials[0]
	wire, _ := trial.WireBytesPerRequest()
	server, _ := trial.ServerCPUPerRequest()
	for unit, want := range map[string]float64{
		"sec/op": 1.5e-3, "p50-sec": *trial.Response.P50, "p90-sec": *trial.Response.P90, "p99-sec": *trial.Response.P99,
		"wire-B/op": wire, "msg-B/op": trial.MessageBytesSent + trial.MessageBytesReceived, "server-cpu-sec/op": server,
	} {
		if got, ok := first.Value(unit); !ok || math.Abs(got/want-1) > 1e-6 {
			t.Errorf("%s: %v %s, want %v", first.Name, got, unit, want)
		}
	}
	for _, r := range results {
		if _, ok := r.Value("p99-sec"); !ok {
			t.Errorf("%s has no p99, want it even if the generator was late", r.Name)
		}
	}
}

// TestBenchfmtNames holds names of strangers' to one part each.
func TestBenchfmtNames(t *testing.T) {
	l := reporttest.Shop()
	l.Manifest.Plan.Name = "our shop/2"
	l.Manifest.Plan.Operations[0].Name = "cart \x1b[31m/x y"
	l.Manifest.Machine.CPU = "Two\nlines: 1"
	reporttest.Costs[l.Manifest.Plan.Operations[0].Name] = reporttest.Costs["cart"]
	t.Cleanup(func() { delete(reporttest.Costs, "cart \x1b[31m/x y") })
	text := export(t, &record.Run{Manifest: l.Manifest, Trials: l.Trials()})
	if bytes.ContainsRune(text, '\x1b') {
		t.Error("the export can steer a terminal")
	}
	for _, r := range exported(t, text) {
		if _, parts := r.Name.Parts(); len(parts) != 3 || string(parts[0]) != "/plan=our_shop_2" {
			t.Errorf("%s has the parts %q, want three", r.Name, parts)
		}
		if r.GetConfig("lines") != "" || r.GetConfig("cpu") != "Two lines: 1" {
			t.Errorf("the configuration is %v", r.Config)
		}
	}
}

func TestBenchfmtOfNothing(t *testing.T) {
	l := reporttest.Quick()
	l.Change = func(t *record.Trial) { t.Valid = false }
	if text, err := Benchfmt([]*record.Run{l.Run(t)}); err == nil || !strings.Contains(err.Error(), "no trial is valid") {
		t.Errorf("Benchfmt() of no valid trial = %q, %v, want an error", text, err)
	}
	l = reporttest.Quick()
	l.Change = func(t *record.Trial) { t.Requests = -1 }
	l.Manifest.Run = "\x1b[2J"
	if _, err := Benchfmt([]*record.Run{{Manifest: l.Manifest, Trials: l.Trials()}}); err == nil || !strings.Contains(err.Error(), "cannot be") || strings.Contains(err.Error(), "\x1b") {
		t.Errorf("Benchfmt() of a damaged record = %v, want an error", err)
	}
	if text := string(export(t, reporttest.Incomplete().Run(t))); !strings.Contains(text, "the run is incomplete") {
		t.Errorf("the export of an incomplete run does not say so:\n%.300s", text)
	}
}

// TestBenchstatReadsIt lets benchstat pivot an export by stack.
func TestBenchstatReadsIt(t *testing.T) {
	cmd := exec.Command("go", "tool", "benchstat", "-col", "/stack", "-")
	cmd.Stdin = bytes.NewReader(export(t, reporttest.Quick().Run(t)))
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("benchstat: %v\n%s", err, out)
	}
	for _, part := range []string{"cpu: Example CPU", "p50-sec", "wire-B/op", "Load/plan=quick/op=Recommend", "rest-aa", "vs base", "n=10"} {
		if !strings.Contains(string(out), part) {
			t.Errorf("benchstat's table does not hold %q:\n%s", part, out)
		}
	}
}
