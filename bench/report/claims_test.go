package report

import (
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
)

func TestOverall(t *testing.T) {
	for _, c := range []struct {
		answers []Answer
		want    string
	}{
		{[]Answer{Held, HeldBeyond}, "held"},
		{[]Answer{Held, NotHeld}, "held by 1, not held by 1 of 2 figures"},
		{[]Answer{HeldBeyond, NotDecided}, "held by 1, not decided by 1 of 2 figures"},
		{[]Answer{NotHeld, NotHeld, Unanswered}, "not held"},
		{[]Answer{NotDecided, NotDecided, Unanswered}, "not decided"},
		{[]Answer{NotHeld, NotDecided, NotHeld}, "not held by 2, not decided by 1 of 3 figures"},
		{[]Answer{Held, NotHeld, Unanswered, NotDecided, NotDecided}, "held by 1, not held by 1, not decided by 2 of 4 figures"},
		{nil, "not judged"},
		{[]Answer{Unanswered}, "not judged"},
	} {
		if got := overall(Count(c.answers)); got != c.want {
			t.Errorf("overall(%v) = %q, want %q", c.answers, got, c.want)
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
