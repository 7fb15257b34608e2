package report

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/runtest"
	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/contract"
)

// Two gateways are compared block by block, in one family with the other comparisons.
func TestGatewaysAreComparedWithEachOther(t *testing.T) {
	l := runtest.Gateway()
	l.Change = nil
	r, err := judged.Judge(l.InMemory())
	if err != nil {
		t.Fatal(err)
	}
	op := r.Plan.Operations[0]
	outside, inside, runtime := r.Between(op, "rest", contract.NodeToGRPC), r.Between(op, contract.NodeToREST, contract.NodeToGRPC), r.Between(op, contract.NodeToGRPC, contract.GoToGRPC)
	if outside == nil || inside == nil || runtime == nil {
		t.Fatalf("between() = %v, %v, %v, want a pair each", outside, inside, runtime)
	}
	for _, key := range l.Manifest.Plan.Headline {
		through, behind := outside.Figure(key), r.Between(op, "rest", contract.NodeToREST).Figure(key)
		f := inside.Figure(key)
		if want := through.Ratio / behind.Ratio; f.N != 8 || math.Abs(f.Ratio/want-1) > 1e-9 || !f.Judged() {
			t.Errorf("%s of Node → gRPC over Node → REST: %v of %d blocks, %s, want %v of 8, with a verdict", key, f.Ratio, f.N, f.Verdict, want)
		}
	}
	var family int
	for _, p := range r.AllPairs() {
		for i := range p.Figures {
			if p.Figures[i].Headline {
				family++
			}
		}
	}
	if want := (4 + 2) * 4; family != want {
		t.Errorf("%d figures are judged together, want %d", family, want)
	}
}

// A pair with the baseline is no crossing, and what the plan has not is not compared.
func TestCrossings(t *testing.T) {
	for _, c := range []struct {
		stacks []string
		want   []string
	}{
		{[]string{"rest", "grpc", contract.NodeToGRPC, contract.NodeToREST, contract.GoToGRPC}, []string{"node-rest node-grpc", "node-grpc go-grpc"}},
		{[]string{"rest", contract.NodeToGRPC, contract.GoToGRPC}, []string{"node-grpc go-grpc"}},
		{[]string{"rest", contract.NodeToREST, contract.GoToGRPC}, nil},
		{[]string{contract.NodeToREST, contract.NodeToGRPC, contract.GoToGRPC}, []string{"node-grpc go-grpc"}},
		{[]string{contract.NodeToGRPC, contract.NodeToREST, contract.GoToGRPC}, nil},
		{[]string{"rest", "grpc"}, nil},
	} {
		l := runtest.Gateway()
		l.Manifest.Plan.Stacks, l.Manifest.Plan.AA, l.Manifest.Plan.Blocks, l.Change = c.stacks, c.stacks[0], 2, nil
		r, err := judged.Judge(l.InMemory())
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range r.Crossings {
			got = append(got, p.A+" "+p.B)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("stacks %v are crossed as %q, want %q", c.stacks, got, c.want)
		}
		compose(t, r.Record)
	}
}

func TestPays(t *testing.T) {
	of := func(key string, verdict stat.Verdict) judged.Figure {
		return judged.Figure{Metric: judged.MetricOf(key), Headline: true, Comparison: stat.Comparison{Verdict: verdict}}
	}
	small, missing := of(judged.ResponseP99, stat.Worse), of(judged.ServerCPU, stat.Better)
	small.Small, missing.Missing.Why = true, judged.NotMeasured
	for _, c := range []struct {
		figures []judged.Figure
		want    string
	}{
		{[]judged.Figure{of(judged.ResponseP50, stat.MateriallyWorse), of(judged.ResponseP99, stat.Worse), of(judged.ServerCPU, stat.MateriallyBetter)},
			"pays by less server CPU; costs more p50 latency and p99 latency"},
		{[]judged.Figure{of(judged.ResponseP50, stat.Equivalent), small, missing},
			"makes no difference that matters in p50 latency and p99 latency; has no verdict on server CPU"},
		{[]judged.Figure{of(judged.ResponseP50, stat.Inconclusive), of(judged.ResponseP99, stat.Unstable), of(judged.ServerCPU, stat.NoVerdict)},
			"shows no sure difference in p50 latency and p99 latency; has no verdict on server CPU"},
	} {
		p := judged.Pair{Figures: c.figures}
		if got := pays(&p, gatewayMetrics); got != c.want {
			t.Errorf("pays() = %q, want %q", got, c.want)
		}
	}
}

// checkWords looks for what a section should hold, and what not.
func checkWords(t *testing.T, name, section string, has, hasNot []string) {
	t.Helper()
	for _, want := range has {
		if !strings.Contains(section, want) {
			t.Errorf("%s: the section lacks %q:\n%s", name, want, section)
		}
	}
	for _, strange := range hasNot {
		if strings.Contains(section, strange) {
			t.Errorf("%s: the section holds %q:\n%s", name, strange, section)
		}
	}
}

// What is not there is said, and nothing is concluded from it.
func TestSmallGatewayRuns(t *testing.T) {
	const (
		costs   = "**REST outside, gRPC inside**"
		inside  = "**What is spoken inside**"
		verdict = "gRPC in the place of REST pays by"
	)
	for _, c := range []struct {
		name    string
		prepare func(*runtest.Lab)
		has     []string
		hasNot  []string
	}{
		{"sound", func(l *runtest.Lab) { l.Change = nil }, []string{costs, inside, verdict}, []string{"[^1]"}},
		{"one block", func(l *runtest.Lab) { l.Manifest.Plan.Blocks, l.Change = 1, nil },
			[]string{"(no interval), no verdict", "gRPC in the place of REST has no verdict on p50 latency, p99 latency and server CPU."}, []string{verdict}},
		{"no Node → REST", func(l *runtest.Lab) { l.Manifest.Plan.Stacks, l.Change = []string{"rest", contract.NodeToGRPC}, nil }, []string{costs}, []string{inside, verdict, "Go → gRPC"}},
		{"no trial of it", func(l *runtest.Lab) {
			l.Change = func(t *record.Trial) {
				if t.Stack == contract.NodeToREST {
					t.ID = ""
				}
			}
		}, []string{costs, inside, "no trial of Node → REST", "| Node → REST | –"}, []string{verdict}},
		{"stopped", func(l *runtest.Lab) { l.Manifest.Complete = false }, []string{"no verdict: incomplete run"}, []string{verdict}},
	} {
		l := runtest.Gateway()
		c.prepare(l)
		text := string(compose(t, l.InMemory()).Markdown)
		section, _, _ := strings.Cut(text[strings.Index(text, "\n## Gateway"):], "\n## Plan")
		checkWords(t, c.name, section, c.has, c.hasNot)
	}
}
