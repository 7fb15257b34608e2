package toolbench

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretax/wiretax/bench/record"
)

func sample(block int, micros float64) Sample {
	return Sample{Block: block, CPUSeconds: micros, Seconds: 10, Completed: 1_000_000}
}

// The ratio is the geometric mean over the blocks that both tools have.
func TestAgainst(t *testing.T) {
	g := Group{Reference: "wrk", Costs: []Cost{
		{Tool: "lean", Samples: []Sample{sample(1, 8), sample(2, 20), sample(4, 50)}},
		{Tool: "wrk", Samples: []Sample{sample(2, 10), sample(1, 8), sample(3, 1000)}},
		{Tool: "silent"},
	}}
	c := g.Against(&g.Costs[0])
	if want := math.Sqrt2; c.N != 2 || math.Abs(c.Ratio-want) > 1e-9 || !c.CI.Known() || c.CI.Lo > want || c.CI.Hi < want {
		t.Errorf("Against() = %+v, want √2 of blocks 1 and 2", c)
	}
	for _, i := range []int{1, 2} {
		if c := g.Against(&g.Costs[i]); c.N != 0 {
			t.Errorf("Against(%s) = %+v, want none", g.Costs[i].Tool, c)
		}
	}
	g.Reference = "absent"
	if c := g.Against(&g.Costs[0]); c.N != 0 {
		t.Errorf("Against() without the reference = %+v, want none", c)
	}
}

func TestMedians(t *testing.T) {
	c := Cost{Samples: []Sample{sample(1, 9), sample(2, 7), {Block: 3, Failed: 5}, sample(4, 30)}}
	if v, ok := c.PerRequest(); !ok || math.Abs(v-9e-6) > 1e-15 {
		t.Errorf("PerRequest() = %v, %v, want the median of three, 9 µs", v, ok)
	}
	if v, ok := c.Rate(); !ok || v != 100_000 {
		t.Errorf("Rate() = %v, %v, want 100,000", v, ok)
	}
	if c.Failed() != 5 {
		t.Errorf("Failed() = %d, want 5", c.Failed())
	}
	c.Samples = c.Samples[:2]
	if v, _ := c.PerRequest(); math.Abs(v-8e-6) > 1e-15 {
		t.Errorf("PerRequest() = %v, want the mean of two, 8 µs", v)
	}
	if _, ok := (&Cost{}).PerRequest(); ok {
		t.Error("PerRequest() without a sample has a figure")
	}
}

func TestHighestHonest(t *testing.T) {
	held, missed := func(v float64) Step { return Step{Offered: v, Honest: true} }, func(v float64) Step { return Step{Offered: v} }
	for _, test := range []struct {
		steps []Step
		want  float64
	}{
		{nil, 0},
		{[]Step{missed(5)}, 0},
		{[]Step{held(5), held(10), missed(15)}, 10},
		{[]Step{held(5), missed(10), held(15)}, 5},
	} {
		r := Rate{Steps: test.steps}
		if got, ok := r.HighestHonest(); got != test.want || ok != (test.want > 0) {
			t.Errorf("HighestHonest() of %+v = %v, %v, want %v", test.steps, got, ok, test.want)
		}
	}
}

func TestMemoryAt(t *testing.T) {
	m := Memory{Readings: []Reading{{0, 10}, {2, 20}, {10, 30}}}
	for share, want := range map[float64]int64{0: 10, 0.1: 10, 0.2: 20, 0.9: 20, 1: 30} {
		if got := m.At(share); got != want {
			t.Errorf("At(%v) = %d, want %d", share, got, want)
		}
	}
	if got := (&Memory{}).At(1); got != 0 {
		t.Errorf("At() without a reading = %d, want 0", got)
	}
}

func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "tools.json")
	want := &Result{
		Name: "tools.json", Build: "v0.1.0", Machine: record.Machine{CPU: "x", CPUs: 2}, Blocks: 7, Complete: true,
		Groups: []Group{{Work: Work{"gRPC", "service", 10}, Reference: "h2load", Costs: []Cost{{Tool: "ghz", Samples: []Sample{sample(1, 9)}}}}},
		Lags:   []Lag{{Tool: "wiretax lean", Samples: []LagSample{{1, 2e-6, 3e-6}}}},
	}
	if err := want.Write(path); err != nil {
		t.Fatal(err)
	}
	got, err := Open(path)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("Open() = %v (-want +got):\n%s", err, diff)
	}
	for text, want := range map[string]string{
		"":                  "read tools tools.json: unexpected end of JSON input",
		`{"blocks": "few"}`: "read tools tools.json: json: cannot unmarshal string into Go struct field Result.blocks of type int",
		`{"rows": []}`:      "read tools: tools.json does not say by its key build what was measured; name a file that make bench-tools wrote",
	} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(path); err == nil || err.Error() != want {
			t.Errorf("Open() of %q = %v, want %s", text, err, want)
		}
	}
	if _, err := Open(path + "-"); err == nil || !strings.Contains(err.Error(), "make bench-tools writes results/tools.json") {
		t.Errorf("Open() of no file = %v", err)
	}
}
