package report

import (
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/stat"
)

func TestClaim(t *testing.T) {
	size := claims()[0] // 3 to 10 times smaller
	cpu := claims()[4]  // less
	for _, c := range []struct {
		name    string
		claim   claim
		ci      stat.Interval
		verdict stat.Verdict
		want    string
	}{
		{"inside", size, stat.Interval{Lo: 0.2, Hi: 0.3}, stat.MateriallyBetter, held},
		{"beyond", size, stat.Interval{Lo: 0.05, Hi: 0.09}, stat.MateriallyBetter, heldBeyond},
		{"across", size, stat.Interval{Lo: 0.3, Hi: 0.4}, stat.MateriallyBetter, notDecided},
		{"short of it", size, stat.Interval{Lo: 0.4, Hi: 0.5}, stat.MateriallyBetter, notHeld},
		{"the other way", size, stat.Interval{Lo: 1.4, Hi: 1.5}, stat.MateriallyWorse, notHeld},
		{"inside the floor", size, stat.Interval{Lo: 0.2, Hi: 0.3}, stat.Inconclusive, notDecided},
		{"unstable", size, stat.Interval{Lo: 0.4, Hi: 0.5}, stat.Unstable, notDecided},
		{"no verdict", size, stat.Interval{Lo: 0.2, Hi: 0.3}, stat.NoVerdict, notJudged},
		{"no interval", size, stat.Interval{}, stat.MateriallyBetter, notJudged},
		{"less", cpu, stat.Interval{Lo: 0.8, Hi: 0.99}, stat.Better, held},
		{"no less", cpu, stat.Interval{Lo: 0.98, Hi: 1.02}, stat.Equivalent, notHeld},
		{"more", cpu, stat.Interval{Lo: 1.01, Hi: 1.2}, stat.Worse, notHeld},
		{"open", cpu, stat.Interval{Lo: 0.8, Hi: 1.02}, stat.Inconclusive, notDecided},
	} {
		f := Figure{Headline: true, Comparison: stat.Comparison{CI: c.ci, Verdict: c.verdict}}
		if got := c.claim.test(&f); got != c.want {
			t.Errorf("%s: test(%v, %s) = %q, want %q", c.name, c.ci, c.verdict, got, c.want)
		}
	}
	shown := Figure{Comparison: stat.Comparison{CI: stat.Interval{Lo: 0.2, Hi: 0.3}, Verdict: stat.NoVerdict}}
	if got := size.test(&shown); got != notJudged {
		t.Errorf("a metric that is only shown: test = %q, want %q", got, notJudged)
	}
}

func TestOverall(t *testing.T) {
	for _, c := range []struct {
		answers []string
		want    string
	}{
		{[]string{held, heldBeyond}, held},
		{[]string{held, notHeld}, "held by 1, not held by 1 of 2 figures"},
		{[]string{heldBeyond, notDecided}, "held by 1, not decided by 1 of 2 figures"},
		{[]string{notHeld, notHeld, notJudged}, notHeld},
		{[]string{notDecided, notDecided, notJudged}, notDecided},
		{[]string{notHeld, notDecided, notHeld}, "not held by 2, not decided by 1 of 3 figures"},
		{[]string{held, notHeld, notJudged, notDecided, notDecided}, "held by 1, not held by 1, not decided by 2 of 4 figures"},
		{nil, notJudged},
		{[]string{notJudged}, notJudged},
	} {
		if got := overall(c.answers); got != c.want {
			t.Errorf("overall(%q) = %q, want %q", c.answers, got, c.want)
		}
	}
}

// What holds of the server's CPU, or of p50, is not hidden behind the client's, or p99.
func TestClaimsAreOfOneMetricEach(t *testing.T) {
	l := quick()
	l.m.Plan.Headline = append(l.m.Plan.Headline, ResponseP99)
	l.change = func(t *record.Trial) {
		if t.Tool != record.Wiretax || t.Stack != "grpc" {
			return
		}
		*t.ServerCPUSeconds *= 3
		*t.Response.P50 /= 7
		*t.ClientCPUSeconds *= []float64{2, .5}[t.Block%2]
	}
	text := string(compose(t, l.run(t)).Markdown)
	for _, want := range []string{
		"**less server CPU**: not held here\n",
		"**less client CPU**: not decided here\n",
		"**5 to 10 times lower latency, p50**: held here\n",
		"**5 to 10 times lower latency, p99**: not held here\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("RESULTS.md lacks %q", want)
		}
	}
}
