package section

import (
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/contract"
)

func TestPays(t *testing.T) {
	of := func(key string, verdict stat.Verdict) judged.Figure {
		return judged.Figure{Metric: record.MetricOf(key), Headline: true, Comparison: stat.Comparison{Verdict: verdict}}
	}
	small, missing := of(contract.ResponseP99, stat.Worse), of(contract.ServerCPU, stat.Better)
	small.Small, missing.Missing.Why = true, judged.NotMeasured
	for _, c := range []struct {
		figures []judged.Figure
		want    string
	}{
		{[]judged.Figure{of(contract.ResponseP50, stat.MateriallyWorse), of(contract.ResponseP99, stat.Worse), of(contract.ServerCPU, stat.MateriallyBetter)},
			"pays by less server CPU; costs more p50 latency and p99 latency"},
		{[]judged.Figure{of(contract.ResponseP50, stat.Equivalent), small, missing},
			"makes no difference that matters in p50 latency and p99 latency; has no verdict on server CPU"},
		{[]judged.Figure{of(contract.ResponseP50, stat.Inconclusive), of(contract.ResponseP99, stat.Unstable), of(contract.ServerCPU, stat.NoVerdict)},
			"shows no sure difference in p50 latency and p99 latency; has no verdict on server CPU"},
	} {
		p := judged.Pair{Figures: c.figures}
		if got := pays(&p, gatewayMetrics); got != c.want {
			t.Errorf("pays() = %q, want %q", got, c.want)
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
		prepare func(*reporttest.Lab)
		has     []string
		hasNot  []string
	}{
		{"sound", func(l *reporttest.Lab) { l.Change = nil }, []string{costs, inside, verdict}, []string{"[^1]"}},
		{"one block", func(l *reporttest.Lab) { l.Manifest.Plan.Blocks, l.Change = 1, nil },
			[]string{"(no interval), no verdict", "gRPC in the place of REST has no verdict on p50 latency, p99 latency and server CPU."}, []string{verdict}},
		{"no Node → REST", func(l *reporttest.Lab) { l.Manifest.Plan.Stacks, l.Change = []string{"rest", contract.NodeToGRPC}, nil }, []string{costs}, []string{inside, verdict, "Go → gRPC"}},
		{"no trial of it", func(l *reporttest.Lab) {
			l.Change = func(t *record.Trial) {
				if t.Stack == contract.NodeToREST {
					t.ID = ""
				}
			}
		}, []string{costs, inside, "no trial of Node → REST", "| Node → REST | –"}, []string{verdict}},
		{"stopped", func(l *reporttest.Lab) { l.Manifest.Complete = false }, []string{"no verdict: incomplete run"}, []string{verdict}},
	} {
		l := reporttest.Gateway()
		c.prepare(l)
		checkWords(t, c.name, string(written(t, l, Gateways).Markdown()), c.has, c.hasNot)
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
