package record

import (
	"testing"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

var began = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func testManifest() Manifest {
	m := Manifest{
		Format: Format, Run: "2026-03-01-smoke", Started: began,
		Plan: Plan{
			Name: "smoke", Operations: []Operation{{Name: "Recommend", Rate: Rate{PerSecond: 2000}, Items: 10}},
			Stacks: []string{"rest", "grpc"}, AA: "rest", Blocks: 2, Seed: 1, Arrivals: "poisson",
			Connections: 16, Warmup: 0.2, Window: 0.4, Timeout: 2,
			Tools: []string{"ghz"}, ToolBlocks: 1, Headline: []string{"server_cpu"},
		},
		Catalog:  Catalog{Name: "embedded", Books: 10_000, Seed: 1, Digest: "sha256:00"},
		Machine:  Machine{OS: "linux", Arch: "amd64", CPUs: 2, MemoryByte: 8 << 30, ServerCPUs: "1", ClientCPUs: "0"},
		Build:    Build{Version: "1a2b", Go: "go1.26", Modules: []Module{{"google.golang.org/grpc", "v1.80.0"}}},
		Warnings: []string{"vegeta: not found"},
		Ledger:   []LedgerEntry{{Aspect: "codec", Stacks: map[string]string{"rest": "encoding/json", "grpc": "protobuf"}}},
	}
	m.Arms = Arms(m.Plan)
	return m
}

func of[T any](value T) *T { return &value }

func testTrial(id string) Trial {
	return Trial{
		ID: id, Block: 1, Position: 2, Arm: "grpc-aa", Operation: "Recommend", Stack: "grpc", Tool: Wiretax,
		Window: Window{Target: "127.0.0.1:50051", Mode: "open", Arrivals: "poisson", Client: "grpc-go", Seed: 3, ScheduleD: 0.01,
			OfferedRPS: 2000, AchievedRPS: 1999, WarmupSeconds: 0.2, DurationSeconds: 0.4,
			Requests: 800, Completed: 797, Errors: Errors{Total: 3, ByKind: map[string]int64{"timeout": 3}},
			Response: Quantiles{Count: 800, Min: of(1e-4), Mean: of(2e-4), P50: of(2e-4), Max: of(0.5)}, MeanInFlight: 1.5,
			SliceMeans: []float64{1e-4, 2e-4}, ClientCPUSeconds: of(0.1594), PacerCPUSeconds: of(0.01),
			BytesSent: of(int64(79_700)), BytesReceived: of(int64(797_000)), SegmentsOut: 800, SegmentsIn: 801,
			MessageBytesSent: 12, MessageBytesReceived: 900, Checked: 8, ConnectionsPlanned: 16, ConnectionsOpened: 16, Warnings: []string{}},
		ServerCPUSeconds: of(0.0797), SystemCPUSeconds: of(0.3),
		Processes:  []Process{{"gateway", of(0.05)}, {"grpc service", nil}},
		Hops:       []Hop{{"client", "gateway", 100, 1000}, {"gateway", "grpc service", 50.5, 900}},
		StealShare: 0.001, PeakRSSBytes: 1 << 25, PeakInWindow: true, LiveHeapBytes: of(int64(9 << 20)), ConnectionMemoryBytes: of(11364.5), ServerCPUs: "1", ClientCPUs: "0",
		Reasons: []string{"3 requests failed"},
	}
}

func histogramOf(nanos ...int64) *hdrhistogram.Histogram {
	h := NewHistogram()
	for _, n := range nanos {
		if err := h.RecordValue(n); err != nil {
			panic(err)
		}
	}
	return h
}

// testIntervals are two with 2 and 3 requests.
func testIntervals() []Interval {
	return []Interval{
		{began, began.Add(time.Second), Times{
			histogramOf(1000, 2000), histogramOf(900, 1900), histogramOf(100, 100), histogramOf(), histogramOf(), histogramOf(),
		}},
		{began.Add(time.Second), began.Add(1400 * time.Millisecond), Times{
			histogramOf(3000, 4000, 50_000), histogramOf(1, 2, 3), histogramOf(7, 8, 9), histogramOf(5), histogramOf(6), histogramOf(700),
		}},
	}
}

func testHistograms() *Histograms {
	h := &Histograms{}
	for _, i := range testIntervals() {
		h.Keep(i)
	}
	return h
}

func mustCreate(t *testing.T, dir string, m Manifest) *Writer {
	t.Helper()
	w, err := Create(dir, m)
	if err != nil {
		t.Fatalf("Create() = %v", err)
	}
	return w
}

func mustAdd(t *testing.T, w *Writer, trial Trial, h *Histograms) {
	t.Helper()
	if err := w.Add(trial, h); err != nil {
		t.Fatalf("Add(%s) = %v", trial.ID, err)
	}
}

func mustClose(t *testing.T, w *Writer, m Manifest) {
	t.Helper()
	if err := w.Close(m); err != nil {
		t.Fatalf("Close() = %v", err)
	}
}

func mustOpen(t *testing.T, dir string) *Run {
	t.Helper()
	run, err := Open(dir)
	if err != nil {
		t.Fatalf("Open() = %v", err)
	}
	return run
}
