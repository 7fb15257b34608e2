package report

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/contract"
)

// threefold is a run of a pair whose A costs three times what B costs, in everything, but
// for the server's CPU time, which is known of A alone.
func threefold(t *testing.T) *record.Run {
	t.Helper()
	b := reporttest.Cost{Latency: 100e-6, ServerCPU: 200e-6, ClientCPU: 300e-6, Answer: 1000, Request: 70, Wire: 1100}
	a := reporttest.Cost{Latency: 3 * b.Latency, ServerCPU: 3 * b.ServerCPU, ClientCPU: 3 * b.ClientCPU, Answer: 3 * b.Answer, Request: 3 * b.Request, Wire: 3 * b.Wire}
	reporttest.Costs["threefold"] = map[string]reporttest.Cost{"a": a, "b": b}
	t.Cleanup(func() { delete(reporttest.Costs, "threefold") })
	l := reporttest.Shop()
	l.Manifest.Plan.Operations = []record.Operation{{Name: "threefold", Rate: record.Rate{PerSecond: 200}}}
	l.Manifest.Plan.Pairs = []plan.Pair{{Name: "threefold", Rate: record.Rate{PerSecond: 200},
		A: plan.Target{URL: "http://127.0.0.1:1/three", PID: 1}, B: plan.Target{URL: "http://127.0.0.1:2/one"}}}
	l.Change = func(t *record.Trial) {
		if t.Stack == "b" {
			t.ServerCPUSeconds = nil
		}
	}
	return l.Run(t)
}

// Whatever the names of a pair's services, A is the first of the command line, and dearer.
func TestPairsAreThoseOfTheCommandLine(t *testing.T) {
	run := threefold(t)
	r := compose(t, run)
	var figures struct {
		Runs []struct {
			Operations []struct {
				Stacks  []string
				Metrics []struct {
					Metric, Missing     string
					Stack_A, Stack_B    string
					A, B, Ratio, Lo, Hi float64
					Blocks              []float64
				}
				Load []struct{ Stack string }
			}
			AA []struct{ Stack string }
		}
	}
	if err := json.Unmarshal(r.Files[resultsDir+figuresFile], &figures); err != nil {
		t.Fatal(err)
	}
	op := figures.Runs[0].Operations[0]
	if got := op.Stacks[0] + op.Stacks[1] + op.Load[0].Stack + op.Load[1].Stack + figures.Runs[0].AA[0].Stack; got != "ababb" {
		t.Errorf("figures.json has stacks, loads and A/A in the order %s, want ab, ab and b", got)
	}
	for _, m := range op.Metrics {
		if m.Stack_A != "a" || m.Stack_B != "b" {
			t.Errorf("%s: figures.json compares stack_a %q with stack_b %q, want a with b", m.Metric, m.Stack_A, m.Stack_B)
		}
		if m.Metric == contract.ServerCPU {
			if m.A == 0 || m.B != 0 || m.Missing != "not measured on B" {
				t.Errorf("server CPU: a = %v, b = %v, %q, want a alone", m.A, m.B, m.Missing)
			}
			continue
		}
		if math.Abs(m.A/m.B-3) > .2 || math.Abs(m.Ratio-m.A/m.B) > 1e-4 || m.Lo > m.Ratio || m.Ratio > m.Hi || m.Lo < 2 {
			t.Errorf("%s: a = %v, b = %v, ratio %v (%v to %v), want a three times b, and a over b", m.Metric, m.A, m.B, m.Ratio, m.Lo, m.Hi)
		}
		for _, d := range m.Blocks {
			if math.Abs(math.Exp(d)-3) > .5 {
				t.Errorf("%s: a block has ln(a/b) = %v, want about %v", m.Metric, d, math.Log(3))
			}
		}
	}
	for name, part := range map[string]string{
		"the answer":  "A/B: threefold 3.0",
		"the table":   "| metric | A | B | A/B |",
		"the verdict": "A materially worse: 3.0 times higher",
		"the reading": "A ratio is A over B, so below 1 A needs less",
		"the picture": "Ratios of A over B with 95 % intervals: threefold at 200/s, ",
	} {
		if text := strings.Join(r.Answer(), "\n") + string(r.Markdown); !strings.Contains(text, part) {
			t.Errorf("%s does not hold %q", name, part)
		}
	}
	text := string(export(t, run))
	a, b := strings.Index(text, "/stack=a\t"), strings.Index(text, "/stack=b\t")
	if b < 0 || a < b {
		t.Errorf("the export has a at %d and b at %d; benchstat compares with what comes first, b", a, b)
	}
	for line := range strings.Lines(text) {
		if arm := strings.Contains(line, "/stack=a\t"); strings.HasPrefix(line, "BenchmarkLoad") && arm != strings.Contains(line, "\t3210 msg-B/op") {
			t.Errorf("the export says %s", line)
		}
	}
}

// The names of services stand in everything that people read, beside the keys a and b in what
// programs read.
func TestServiceNames(t *testing.T) {
	run := threefold(t)
	run.Manifest.Plan.Pairs[0].A.Name, run.Manifest.Plan.Pairs[0].B.Name = "ma|in *1*", "this <change>"
	run.Manifest = reporttest.Listed(run.Manifest)
	run.Trials[0].Valid, run.Trials[0].Reasons = false, []string{"the host stalled"}
	r := compose(t, run)
	results := string(r.Markdown)
	for _, want := range []string{
		"A: ma\\|in \\*1\\* | B: this &lt;change&gt;", "A ratio is ma\\|in \\*1\\* over this &lt;change&gt;, so below 1 ma\\|in",
		"| ma\\|in \\*1\\* | this &lt;change&gt; | ma\\|in \\*1\\*/this &lt;change&gt; |", "ma\\|in \\*1\\* materially worse: 3.0 times higher",
		"| aspect | ma\\|in \\*1\\* | this &lt;change&gt; |", "Two arms of this &lt;change&gt;", "not measured on this &lt;change&gt;",
		"arm " + map[string]string{"a": "ma\\|in", "b": "this"}[run.Trials[0].Arm[:1]],
	} {
		if !strings.Contains(results, want) {
			t.Errorf("RESULTS.md lacks %q", want)
		}
	}
	if want := "Wire bytes ma|in *1*/this <change>: threefold 3.00"; !strings.Contains(strings.Join(r.Answer(), "\n"), want) {
		t.Errorf("the answer lacks %q:\n%q", want, r.Answer())
	}
	picture := string(r.Files[resultsDir+"ratios-"+run.Manifest.Plan.Name+".svg"])
	for _, want := range []string{"over ma|in *1*, relative to this &lt;change&gt;", "ma|in *1* materially worse"} {
		if !strings.Contains(picture, want) {
			t.Errorf("the picture lacks %q", want)
		}
	}
	figures := string(r.Files[resultsDir+figuresFile])
	for _, want := range []string{`"a":"ma|in *1*"`, `"stack_a":"a","stack_b":"b"`} {
		if !strings.Contains(figures, want) {
			t.Errorf("figures.json lacks %s:\n%.600s", want, figures)
		}
	}
	if text := string(export(t, run)); !strings.Contains(text, "\ntarget-a: ma|in *1*\n") || !strings.Contains(text, "/stack=a\t") {
		t.Errorf("the export lacks the name or the key of a:\n%.400s", text)
	}
	run.Manifest.Plan.Pairs[0].A.Name = "\x1b[31m" + strings.Repeat("long", 100)
	run.Manifest = reporttest.Listed(run.Manifest)
	for name, text := range map[string]string{"the answer": strings.Join(compose(t, run).Answer(), ""), "RESULTS.md": string(compose(t, run).Markdown)} {
		if strings.Contains(text, "\x1b") || strings.Contains(text, strings.Repeat("long", 10)) {
			t.Errorf("%s shows a name that nobody could have given as it is", name)
		}
	}
}

// In a report on the catalog b is the baseline, and a ratio is a over b there too.
func TestFiguresOfTheCatalogCompareWithTheBaseline(t *testing.T) {
	text := string(compose(t, reporttest.Quick().Run(t)).Files[resultsDir+figuresFile])
	if want := `{"metric":"wire_bytes","unit":"bytes","stack_a":"grpc","stack_b":"rest","a":2101`; !strings.Contains(text, want) {
		t.Errorf("figures.json lacks %s", want)
	}
}
