package engine

import (
	"bytes"
	"flag"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/cmd/selfcheck/pinned"
	"github.com/wiretax/wiretax/cmd/selfcheck/stall"
)

var update = flag.Bool("update", false, "rewrite the golden files under testdata")

func ptr(v float64) *float64 { return &v }

// fakeRows are rows of each kind.
func fakeRows() []Row {
	steady := pinned.Memory{Peak: 24_400_000}
	growing := pinned.Memory{Peak: 113_000_000}
	for i := range 11 {
		at := time.Duration(i) * time.Second
		steady.Readings = append(steady.Readings, pinned.Reading{At: at, RSS: 23_900_000 + int64(i)*10_000})
		growing.Readings = append(growing.Readings, pinned.Reading{At: at, RSS: 13_000_000 + int64(i)*10_000_000})
	}
	spoilt := window{Load: record.Load{Window: record.Window{Warnings: []string{"Little's law is off by 7.0 %: requests were lost or counted twice"}}}}
	return []Row{
		holdRow(1612*time.Microsecond, 2291*time.Microsecond),
		holdRow(0, 2500*time.Microsecond),
		stallRow("gRPC, 16 connections", wiretax, enoughConnections, ptr(0.5033), ptr(0.9513)),
		stallRow("HTTP/1.1, 1 connection", wiretax, oneConnection, ptr(0.6), ptr(0.975)).settled(spoilt),
		stallRow("HTTP/1.1, 10 connections", wiretax, tenConnections, ptr(0.525), ptr(0.955)).settled(spoilt),
		stallRow("gRPC, as it comes (-c 50)", ghz, enoughConnections, ptr(0.0062), ptr(0.959)),
		stallRow("HTTP/1.1, 10 workers", vegeta, enoughConnections, nil, nil).noted(shortfall(4999, 6000)),
		lagRow("grpc, uniform, 2,000/s, no. 1", ptr(57.4e-6), ptr(312e-6), 0.0012),
		lagRow("rest, poisson, 2,000/s, no. 3", ptr(80.1e-6), ptr(0.9e-3), 0.031),
		capacityRow("grpc", 21_300, 0.971, 0.64),
		rateRow("grpc, 20 % of 21,300/s: 4,260/s", wiretax, 4260, 4260),
		rateRow("grpc, 60 % of 21,300/s: 12,780/s", wiretax, 12780, 12767),
		rateRow("grpc, 60 % of 21,300/s: 12,780/s", ghz, 12780, 10695).noted(shortfall(106950, 127800)),
		cpuRow("grpc", wiretax, plain, pairs{
			bare: []float64{20e-6, 21e-6, 20.5e-6}, tool: []float64{22e-6, 22.8e-6, 22.6e-6}, withPacer: []float64{22.1e-6, 22.9e-6, 22.7e-6},
		}),
		cpuRow("grpc", wiretax, even, pairs{bare: []float64{20e-6, 20e-6, 20e-6}, tool: []float64{22e-6, 25e-6, 20.5e-6}}),
		cpuRow("rest", vegeta, plain, pairs{bare: []float64{20e-6}, tool: []float64{34e-6}}),
		memoryRow(wiretax, 10_000_000, steady),
		memoryRow(ghz, 2_000_000, growing),
		memoryRow(wiretax, 10, pinned.Memory{}),
		{Group: "cpu", What: "a | b", Tool: wiretax, Verdict: notMeasured, Note: "two\nlines"},
	}
}

func TestTableGolden(t *testing.T) {
	machine := Machine{CPU: "AMD EPYC", CPUs: 2, Kernel: "6.18.44", ServerCPUs: "1", ClientCPUs: "0", Tools: map[string]string{ghz: "v0.121.0", vegeta: "not found"}}
	shared := machine
	shared.ServerCPUs = "0"
	var got bytes.Buffer
	got.WriteString(head(machine, fullLengths()))
	got.WriteString(tableHead)
	for _, r := range fakeRows() {
		got.WriteString(r.markdown())
	}
	got.WriteString(foot(fakeRows(), 0.0123))
	got.WriteString("\n" + head(shared, quickLengths()))
	path := filepath.Join("testdata", "table.md")
	if *update {
		if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	gots, wants := strings.Split(got.String(), "\n"), strings.Split(string(want), "\n")
	for i := range max(len(gots), len(wants)) {
		if i >= len(gots) || i >= len(wants) || gots[i] != wants[i] {
			t.Fatalf("%s:%d differs\n got %q\nwant %q\nrun go test ./cmd/selfcheck/engine -update to accept, and read the difference",
				path, i+1, gots[min(i, len(gots)-1)], wants[min(i, len(wants)-1)])
		}
	}
}

// TestTruthsAreThoseOfTheArithmetic compares the targets with the simulated queue.
func TestTruthsAreThoseOfTheArithmetic(t *testing.T) {
	for connections, want := range map[int]truth{0: enoughConnections, 256: enoughConnections, 10: tenConnections, 1: oneConnection} {
		times, err := stall.Truth(stall.Config{Service: stall.Hold}, stallRate, 6, connections)
		if err != nil {
			t.Fatal(err)
		}
		p90, p99 := stall.Quantile(times, 0.9).Seconds(), stall.Quantile(times, 0.99).Seconds()
		if math.Abs(p90/want.p90-1) > 0.01 || math.Abs(p99/want.p99-1) > 0.01 {
			t.Errorf("with %d connections the truth is %.4f, %.4f s, want %v within 1 %%", connections, p90, p99, want)
		}
	}
}

func TestVerdicts(t *testing.T) {
	flat := pinned.Memory{Readings: []pinned.Reading{{At: 0, RSS: 40e6}, {At: 10 * time.Second, RSS: 44e6}}, Peak: 60e6}
	tooHigh, tooSteep := flat, flat
	tooHigh.Peak++
	tooSteep.Readings = []pinned.Reading{{At: 0, RSS: 40e6}, {At: 10 * time.Second, RSS: 44e6 + 1}}
	for _, test := range []struct {
		name string
		row  Row
		want string
	}{
		{"almost 5 % off", stallRow("", wiretax, truth{1, 1}, ptr(1.0499), ptr(0.9501)), reached},
		{"p90 off", stallRow("", wiretax, truth{1, 1}, ptr(1.0501), ptr(1)), notReached},
		{"p99 off", stallRow("", wiretax, truth{1, 1}, ptr(1), ptr(0.9499)), notReached},
		{"no quantile", stallRow("", wiretax, truth{1, 1}, ptr(1), nil), notReached},
		{"others have no bounds", stallRow("", ghz, truth{1, 1}, ptr(1), ptr(1)), ""},
		{"lag", lagRow("", ptr(80e-6), ptr(1e-3), 0), reached},
		{"lag p50", lagRow("", ptr(80.01e-6), ptr(1e-3), 0), notReached},
		{"lag p99", lagRow("", ptr(80e-6), ptr(1.001e-3), 0), notReached},
		{"lag unknown", lagRow("", nil, ptr(0), 0), notReached},
		{"rate", rateRow("", wiretax, 1000, 999), reached},
		{"rate missed", rateRow("", wiretax, 10000, 9989), notReached},
		{"cpu", cpuRow("rest", wiretax, plain, pairs{bare: []float64{1, 1}, tool: []float64{1.15, 1.149}}), reached},
		{"cpu missed", cpuRow("rest", wiretax, plain, pairs{bare: []float64{1, 1}, tool: []float64{1.15, 1.152}}), notReached},
		{"cpu unknown", cpuRow("rest", wiretax, plain, pairs{}), notReached},
		{"memory", memoryRow(wiretax, 1, flat), reached},
		{"memory too high", memoryRow(wiretax, 1, tooHigh), notReached},
		{"memory grows", memoryRow(wiretax, 1, tooSteep), notReached},
		{"memory unknown", memoryRow(wiretax, 1, pinned.Memory{}), notReached},
	} {
		if test.row.Verdict != test.want {
			t.Errorf("%s: %q, want %q: %+v", test.name, test.row.Verdict, test.want, test.row)
		}
	}
}

func TestQuantity(t *testing.T) {
	for seconds, want := range map[float64]string{
		0.502: "502 ms", 0.0062: "6.20 ms", 0.05749: "57.5 ms", 57.4e-6: "57.4 µs", 9.999e-6: "10.0 µs", 1e-6: "1.00 µs",
		1e-3: "1.00 ms", 0.99999: "1000 ms", 12.345: "12.3 s", 0: "0.00 µs",
	} {
		if got := quantity(seconds); got != want {
			t.Errorf("quantity(%v) = %q, want %q", seconds, got, want)
		}
	}
}

func TestThousands(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 10_000_000: "10,000,000"} {
		if got := thousands(n); got != want {
			t.Errorf("thousands(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestUntilQuiet(t *testing.T) {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	const every, pause, quiet = 5 * time.Second, time.Second, 2200 * time.Millisecond
	for now, want := range map[time.Duration]time.Duration{
		0: quiet, quiet: 0, quiet + 1: every - 1, 5 * every: quiet, -time.Second: quiet + time.Second, 4 * time.Second: 3200 * time.Millisecond,
	} {
		if got := untilQuiet(start, start.Add(now), every, pause); got != want {
			t.Errorf("untilQuiet(%v after the start) = %v, want %v", now, got, want)
		}
	}
}

func TestPerRequest(t *testing.T) {
	if got, err := perRequest(3*time.Second, 100_000); got != 30e-6 || err != nil {
		t.Errorf("perRequest() = %v, %v, want 30 µs", got, err)
	}
	for _, requests := range []int64{0, -1} {
		if _, err := perRequest(time.Second, requests); err == nil {
			t.Errorf("perRequest(1s, %d) has no error", requests)
		}
	}
	if _, err := perRequest(0, 1); err == nil {
		t.Error("perRequest(0, 1) has no error")
	}
}
