package report

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/contract"
)

// Two gateways are compared block by block, in one family with the other comparisons.
func TestGatewaysAreComparedWithEachOther(t *testing.T) {
	l := gateway()
	l.change = nil
	r, err := Judge(l.inMemory())
	if err != nil {
		t.Fatal(err)
	}
	op := r.Plan.Operations[0]
	outside, inside, runtime := r.Between(op, "rest", contract.NodeToGRPC), r.Between(op, contract.NodeToREST, contract.NodeToGRPC), r.Between(op, contract.NodeToGRPC, contract.GoToGRPC)
	if outside == nil || inside == nil || runtime == nil {
		t.Fatalf("between() = %v, %v, %v, want a pair each", outside, inside, runtime)
	}
	for _, key := range l.m.Plan.Headline {
		through, behind := outside.Figure(key), r.Between(op, "rest", contract.NodeToREST).Figure(key)
		f := inside.Figure(key)
		if want := through.Ratio / behind.Ratio; f.N != 8 || math.Abs(f.Ratio/want-1) > 1e-9 || !f.Judged() {
			t.Errorf("%s of Node → gRPC over Node → REST: %v of %d blocks, %s, want %v of 8, with a verdict", key, f.Ratio, f.N, f.Verdict, want)
		}
	}
	var judged int
	for _, p := range r.AllPairs() {
		for i := range p.Figures {
			if p.Figures[i].Headline {
				judged++
			}
		}
	}
	if want := (4 + 2) * 4; judged != want {
		t.Errorf("%d figures are judged together, want %d", judged, want)
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
		l := gateway()
		l.m.Plan.Stacks, l.m.Plan.AA, l.m.Plan.Blocks, l.change = c.stacks, c.stacks[0], 2, nil
		r, err := Judge(l.inMemory())
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
	of := func(key string, verdict stat.Verdict) Figure {
		return Figure{Metric: MetricOf(key), Headline: true, Comparison: stat.Comparison{Verdict: verdict}}
	}
	small, missing := of(ResponseP99, stat.Worse), of(ServerCPU, stat.Better)
	small.Small, missing.Missing.Why = true, NotMeasured
	for _, c := range []struct {
		figures []Figure
		want    string
	}{
		{[]Figure{of(ResponseP50, stat.MateriallyWorse), of(ResponseP99, stat.Worse), of(ServerCPU, stat.MateriallyBetter)},
			"pays by less server CPU; costs more p50 latency and p99 latency"},
		{[]Figure{of(ResponseP50, stat.Equivalent), small, missing},
			"makes no difference that matters in p50 latency and p99 latency; has no verdict on server CPU"},
		{[]Figure{of(ResponseP50, stat.Inconclusive), of(ResponseP99, stat.Unstable), of(ServerCPU, stat.NoVerdict)},
			"shows no sure difference in p50 latency and p99 latency; has no verdict on server CPU"},
	} {
		p := Pair{Figures: c.figures}
		if got := p.pays(gatewayMetrics); got != c.want {
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
		prepare func(*lab)
		has     []string
		hasNot  []string
	}{
		{"sound", func(l *lab) { l.change = nil }, []string{costs, inside, verdict}, []string{"[^1]"}},
		{"one block", func(l *lab) { l.m.Plan.Blocks, l.change = 1, nil },
			[]string{"(no interval), no verdict", "gRPC in the place of REST has no verdict on p50 latency, p99 latency and server CPU."}, []string{verdict}},
		{"no Node → REST", func(l *lab) { l.m.Plan.Stacks, l.change = []string{"rest", contract.NodeToGRPC}, nil }, []string{costs}, []string{inside, verdict, "Go → gRPC"}},
		{"no trial of it", func(l *lab) {
			l.change = func(t *record.Trial) {
				if t.Stack == contract.NodeToREST {
					t.ID = ""
				}
			}
		}, []string{costs, inside, "no trial of Node → REST", "| Node → REST | –"}, []string{verdict}},
		{"stopped", func(l *lab) { l.m.Complete = false }, []string{"no verdict: incomplete run"}, []string{verdict}},
	} {
		l := gateway()
		c.prepare(l)
		text := string(compose(t, l.inMemory()).Markdown)
		section, _, _ := strings.Cut(text[strings.Index(text, "\n## Gateway"):], "\n## Plan")
		checkWords(t, c.name, section, c.has, c.hasNot)
	}
}
