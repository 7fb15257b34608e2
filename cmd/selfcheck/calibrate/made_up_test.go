package calibrate

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
)

// madeUp is a run that nobody made. Every metric has the same ratios, in every comparison.
type madeUp struct {
	job
	// mean and sd are those of the logarithms of the ratios over the blocks.
	mean, sd float64
	took     time.Duration
	// verdict is what the report says of every metric, with an interval of that half width.
	verdict   string
	halfWidth float64
	// stopped says that the run was stopped early.
	stopped bool
}

// madeUpBlocks is even, so that half of the blocks lie above the mean and half below.
const madeUpBlocks = 4

// base returns what the runs have in common: one operation, in three comparisons.
func base(t *testing.T) config {
	t.Helper()
	p, err := plan.Load("quick")
	if err != nil {
		t.Fatal(err)
	}
	p.Operations = p.Operations[:1]
	p, err = atTwoLoads(p, madeUpBlocks, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	return config{base: p, designs: allDesigns, binary: "/opt/wiretax"}
}

// write writes the run and its report as once leaves them.
func (m madeUp) write(t *testing.T, parent string) {
	t.Helper()
	dir := filepath.Join(parent, m.plan.Name)
	run := filepath.Join(dir, runsFolder, "run")
	p, err := plan.Complete(m.plan)
	if err != nil {
		t.Fatal(err)
	}
	began := time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)
	manifest := record.Manifest{Run: "run", Plan: p, Arms: record.Arms(p), Started: began, Ended: began.Add(m.took), Complete: !m.stopped}
	w, err := record.Create(run, manifest)
	if err != nil {
		t.Fatal(err)
	}
	type operation struct {
		Name    string    `json:"name"`
		Metrics []printed `json:"metrics"`
	}
	var report struct {
		Runs [1]struct {
			Operations []operation `json:"operations"`
		} `json:"runs"`
	}
	for _, arm := range manifest.Arms {
		for block := 1; block <= madeUpBlocks; block++ {
			if err := w.Add(m.trial(block, arm, p.Stacks[1]), nil); err != nil {
				t.Fatal(err)
			}
		}
		if arm.Stack != p.Stacks[1] {
			continue
		}
		op := operation{Name: arm.Comparison}
		for _, key := range metrics {
			middle, half := math.Exp(m.mean), 1+m.halfWidth
			op.Metrics = append(op.Metrics, printed{Metric: key, Verdict: m.verdict, Lo: middle / half, Hi: middle * half})
		}
		report.Runs[0].Operations = append(report.Runs[0].Operations, op)
	}
	if err := w.Close(manifest); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(dir, planFile), "name: "+p.Name)
	writeJSON(t, filepath.Join(run, "docs", "results", "figures.json"), report)
	if m.work != nil {
		writeJSON(t, filepath.Join(dir, workFile), m.work)
	}
}

// trial returns a trial, of which every metric is 100 µs, times the ratio of the block if it is one of the
// other arm.
func (m madeUp) trial(block int, arm record.Arm, other string) record.Trial {
	value := 100e-6
	if arm.Name == other {
		apart := m.sd * math.Sqrt(float64(madeUpBlocks-1)/madeUpBlocks)
		if block%2 == 0 {
			apart = -apart
		}
		value *= math.Exp(m.mean + apart)
	}
	all := value * 1000
	t := record.Trial{
		ID: fmt.Sprintf("b%d-%s-%s", block, arm.Comparison, arm.Name), Block: block, Arm: arm.Name,
		Operation: arm.Comparison, Stack: arm.Stack, Tool: record.Wiretax, ServerCPUSeconds: &all,
	}
	t.Valid, t.Completed, t.ClientCPUSeconds = true, 1000, &all
	t.Response.P50, t.Response.P90, t.Response.P99 = &value, &value, &value
	return t
}

func writeJSON(t *testing.T, file string, value any) {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, file, string(text))
}

func writeFile(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// twins returns runs of a stack beside its twin, six of each design: the blocks of the older one scatter five
// times as much and take half as long again, and in the newer one the runs differ.
func twins(t *testing.T) (runs []madeUp) {
	c := base(t)
	c.runs = 6
	for i, j := range c.twinned() {
		m := madeUp{job: j, sd: 0.1, took: 144 * time.Second, verdict: "inconclusive", halfWidth: 0.15}
		if j.plan.Windows == plan.SlicedWindows {
			m.sd, m.took, m.halfWidth = 0.02, 96*time.Second, 0.03
			m.mean = 0.05 * float64(1-i/2%2*2)
		}
		if i == 0 {
			m.verdict = "worse"
		}
		runs = append(runs, m)
	}
	return runs
}

// plantedRuns returns runs with work planted in one arm that is 10 % of 100 µs; the newer design finds it.
func plantedRuns(t *testing.T) (runs []madeUp) {
	c := base(t)
	c.plantedRuns = 2
	for i, j := range c.planted([]plantedWork{{Share: 0.1, Work: "cpu=10us", Seconds: 10e-6}}) {
		m := madeUp{job: j, mean: math.Log(1.08 + 0.02*float64(i%3)), sd: 0.02, took: time.Minute, verdict: "inconclusive"}
		if j.plan.Windows == plan.SlicedWindows {
			m.verdict = "materially worse"
		}
		runs = append(runs, m)
	}
	return runs
}
