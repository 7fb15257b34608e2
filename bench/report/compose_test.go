package report

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/contract"
)

func TestSameBytes(t *testing.T) {
	standard := &reporttest.Lab{Manifest: reporttest.Manifest("standard", 5, "GetBook"), Noise: .02}
	one := compose(t, reporttest.Quick().Run(t), standard.Run(t))
	other := compose(t, standard.Run(t), reporttest.Quick().Run(t)) // other folders, other order
	if !bytes.Equal(one.Markdown, other.Markdown) {
		t.Error("RESULTS.md differs between two reports of the same runs")
	}
	if !maps.EqualFunc(one.Files, other.Files, bytes.Equal) {
		t.Error("the files differ between two reports of the same runs")
	}
	if got := string(one.Markdown); strings.Contains(got, "elsewhere") {
		t.Error("RESULTS.md names the folder in which a run lies")
	}
}

// withoutArm is a run whose manifest does not list an arm.
func withoutArm(run *record.Run, comparison, stack string) *record.Run {
	run.Manifest.Arms = slices.DeleteFunc(run.Manifest.Arms, func(a record.Arm) bool { return a.Comparison == comparison && a.Stack == stack })
	return run
}

func TestComposeErrors(t *testing.T) {
	run := func(change func(*record.Manifest)) *record.Run {
		l := &reporttest.Lab{Manifest: reporttest.Manifest("smoke", 2, "GetBook"), Noise: .01}
		if change != nil {
			change(&l.Manifest)
		}
		return l.Run(t)
	}
	twice := run(nil)
	twice.Trials = append(twice.Trials, twice.Trials[0])
	for _, c := range []struct {
		name string
		runs []*record.Run
		want string
	}{
		{"none", nil, "no run"},
		{
			"version",
			[]*record.Run{run(nil), run(func(m *record.Manifest) { m.Plan.Name, m.Run, m.Build.Version = "quick", "later", "v9" })},
			"runs 20261123-020000-smoke and later differ in build version (v0.1.0, v9)",
		},
		{
			"machine",
			[]*record.Run{run(nil), run(func(m *record.Manifest) { m.Plan.Name, m.Run, m.Machine.MemoryByte = "quick", "later", 1 })},
			"differ in machine memory_bytes (8589934592, 1)",
		},
		{
			"two plans of one name",
			[]*record.Run{run(nil), run(func(m *record.Manifest) { m.Run, m.Plan.Blocks = "later", 3 })},
			"runs 20261123-020000-smoke and later are both of plan smoke, and not pooled since their plans differ in blocks (2, 3); name one of them",
		},
		{
			"headline",
			[]*record.Run{run(func(m *record.Manifest) { m.Plan.Headline = []string{"latency"} })},
			`metric "latency"`,
		},
		{
			"one stack",
			[]*record.Run{run(func(m *record.Manifest) { m.Plan.Stacks = []string{"grpc"} })},
			"1 operation and 1 stack",
		},
		{
			"nothing to compare",
			[]*record.Run{run(func(m *record.Manifest) { m.Plan.Stacks = []string{"rest", "rest-ndjson"} })},
			"1 operation and 1 stack",
		},
		{
			"an operation with nothing to compare it with",
			[]*record.Run{withoutArm(run(func(m *record.Manifest) {
				m.Plan.Operations = append(m.Plan.Operations, record.Operation{Name: "Recommend", Rate: record.Rate{PerSecond: 9}})
			}), "Recommend", "grpc")},
			"Recommend has an arm on rest; a comparison needs one on rest and another",
		},
		{"trial twice", []*record.Run{twice}, "trials t001 and t001 are both GetBook, arm rest, block 1"},
	} {
		if _, err := Compose(c.runs, nil, nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: Compose error = %v, want %q in it", c.name, err, c.want)
		}
	}
}

// Runs of one plan are one: in whatever order they are named, pooled, and each in the table of runs.
func TestPooledRuns(t *testing.T) {
	var runs []*record.Run
	for i, name := range []string{"20261123-020000-quick", "20261124-020000-quick", "20261125-020000-quick"} {
		l := reporttest.Quick()
		l.Manifest.Run, l.Manifest.Started, l.Manifest.Plan.Seed = name, l.Manifest.Started.AddDate(0, 0, i), uint64(i)
		l.Change = func(t *record.Trial) {
			if t.Arm == "grpc" {
				*t.ServerCPUSeconds *= 1 + float64(i)/10
			}
		}
		runs = append(runs, l.Run(t))
	}
	r := compose(t, runs...)
	text := string(r.Markdown)
	for _, want := range []string{
		"| `quick` | `20261123-020000-quick` |", "| `quick` | `20261125-020000-quick` |",
		"3 runs of this plan are pooled: an interval is that of the mean over runs like these, and includes by how much they differ (random effects, τ² by Paule and Mandel, interval by Hartung and Knapp on 2 degrees of freedom).",
		"| 30 | inconclusive: ± 5 % takes about ",
		"wiretax report results/20261123-020000-quick results/20261124-020000-quick results/20261125-020000-quick\n",
		"bin/wiretax report $(ls -d results/*Z-quick | tail -n 3)",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("RESULTS.md lacks %q", want)
		}
	}
	if got := string(r.Files[resultsDir+figuresFile]); !strings.Contains(got, `"runs": ["20261123-020000-quick","20261124-020000-quick","20261125-020000-quick"]`) || !strings.Contains(got, `"needed_runs":`) || !strings.Contains(got, `"between_runs":`) {
		t.Error("figures.json does not name the runs, what differs between them, or how many an interval takes")
	}
	if other := compose(t, runs[2], runs[0], runs[1]); !bytes.Equal(r.Markdown, other.Markdown) {
		t.Error("RESULTS.md depends on the order in which the runs are named")
	}
	if alone := string(compose(t, runs[0]).Markdown); !strings.Contains(alone, "This is one run: by how much runs of one plan differ from each other is not in its intervals.") {
		t.Error("the report of one run does not say what is not in its intervals")
	}
}

func TestAnswerLines(t *testing.T) {
	for _, c := range []struct {
		name string
		lab  *reporttest.Lab
		want []string
	}{
		{"quick", reporttest.Quick(), []string{
			"Wire bytes gRPC/REST: Recommend 0.66** (0.66–0.66), GetBook 0.62** (0.62–0.62).",
			"p50 latency gRPC/REST: Recommend 0.97* (0.95–0.98), GetBook 1.02* (1.00–1.04).",
			"Server CPU gRPC/REST: Recommend 0.79** (0.77–0.80), GetBook 0.99≈ (0.97–1.01).",
			"Client CPU gRPC/REST: Recommend 0.81** (0.80–0.82), GetBook 0.90** (0.88–0.91).",
			"How sure: 10 blocks, 95 % CI; ** differs beyond the margin, * differs, ≈ equal within it.",
		}},
		{"smoke", &reporttest.Lab{Manifest: reporttest.Manifest("smoke", 2, "GetBook"), Noise: .05}, []string{
			"Wire bytes gRPC/REST: GetBook 0.62 (0.62–0.62).",
			"p50 latency gRPC/REST: GetBook 1.08 (0.97–1.20).",
			"Server CPU gRPC/REST: GetBook 0.98 (0.80–1.21).",
			"Client CPU gRPC/REST: GetBook 0.93 (0.81–1.07).",
			"How sure: 2 blocks; plan smoke shows figures and judges none.",
		}},
		{"incomplete", reporttest.Incomplete(), []string{
			"Incomplete run, no verdicts: 4 of 10 blocks, 24 of 60 trials.",
			"Wire bytes gRPC/REST: Recommend 0.66 (0.66–0.66), GetBook 0.62 (0.62–0.62).",
			"p50 latency gRPC/REST: Recommend 0.96 (0.94–0.99), GetBook 1.02 (0.99–1.05).",
			"Server CPU gRPC/REST: Recommend 0.79 (0.74–0.85), GetBook 0.98 (0.97–0.99).",
			"Client CPU gRPC/REST: Recommend 0.82 (0.80–0.83), GetBook 0.89 (0.87–0.91).",
		}},
		{"one stack dead", reporttest.Troubled(), []string{
			"A/A differs, Holm-adjusted over 16 comparisons: Recommend client CPU 1.24 (1.17–1.33). Something beside what is compared moved this run: doubt differences of that size in every figure of it.",
			"Wire bytes gRPC/REST: Recommend 0.66** (0.66–0.66); no figure for GetBook (no valid trial of gRPC).",
			"p50 latency gRPC/REST: Recommend 0.97? (0.93–1.00); no figure for GetBook (no valid trial of gRPC).",
			"Server CPU gRPC/REST: Recommend 0.77** (0.75–0.79); no figure for GetBook (no valid trial of gRPC).",
			"Client CPU gRPC/REST: Recommend 0.73** (0.69–0.77); no figure for GetBook (no valid trial of gRPC).",
			"How sure: 6 blocks, 95 % CI; ** differs beyond the margin, ? undecided.",
		}},
		{"two loads", reporttest.TwoLoads(), []string{
			"Wire bytes gRPC/REST: GetBook 0.62** (0.62–0.62), Recommend 0.66** (0.66–0.66) at 10 % of capacity.",
			"p50 latency gRPC/REST: GetBook 1.09** (1.07–1.12) at 10 % of capacity, 1.02* (1.01–1.02) at 50 %; Recommend 1.04~ (1.01–1.08) at 10 %, 0.95* (0.92–0.99) at 50 % (depends on load).",
			"Server CPU gRPC/REST: GetBook 1.40** (1.34–1.46) at 10 % of capacity, 0.99≈ (0.96–1.02) at 50 %; Recommend 1.11** (1.08–1.14) at 10 %, 0.77** (0.75–0.79) at 50 % (depends on load).",
			"Client CPU gRPC/REST: GetBook 0.90** (0.88–0.92), Recommend 0.82** (0.80–0.84) at 10 % of capacity.",
			"How sure: 6 blocks, 95 % CI; ** differs beyond the margin, * differs, ≈ equal within it, ~ unstable.",
		}},
	} {
		got := compose(t, c.lab.Run(t)).Answer()
		if len(got) != len(c.want) {
			t.Fatalf("%s: Answer() has %d lines, want %d: %q", c.name, len(got), len(c.want), got)
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%s: Answer()[%d]\n got %s\nwant %s", c.name, i, got[i], c.want[i])
			}
		}
	}
}

func TestAnswerTellsTheTailWhereItIsJudged(t *testing.T) {
	for _, inPlan := range []bool{false, true} {
		l := reporttest.Quick()
		for i := range l.Manifest.Plan.Operations {
			l.Manifest.Plan.Operations[i].Rate.PerSecond = 400 // enough samples for a p99
		}
		if inPlan {
			l.Manifest.Plan.Headline = append(l.Manifest.Plan.Headline, contract.ResponseP99)
		}
		if line := compose(t, l.Run(t)).Answer()[1]; strings.Contains(line, " p99: ") != inPlan {
			t.Errorf("p99 inPlan: %v, and the line on latency is %q", inPlan, line)
		}
	}
}
