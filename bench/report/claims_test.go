package report

import (
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/runtest"
)

func TestOverall(t *testing.T) {
	for _, c := range []struct {
		answers []judged.Answer
		want    string
	}{
		{[]judged.Answer{judged.Held, judged.HeldBeyond}, "held"},
		{[]judged.Answer{judged.Held, judged.NotHeld}, "held by 1, not held by 1 of 2 figures"},
		{[]judged.Answer{judged.HeldBeyond, judged.NotDecided}, "held by 1, not decided by 1 of 2 figures"},
		{[]judged.Answer{judged.NotHeld, judged.NotHeld, judged.Unanswered}, "not held"},
		{[]judged.Answer{judged.NotDecided, judged.NotDecided, judged.Unanswered}, "not decided"},
		{[]judged.Answer{judged.NotHeld, judged.NotDecided, judged.NotHeld}, "not held by 2, not decided by 1 of 3 figures"},
		{[]judged.Answer{judged.Held, judged.NotHeld, judged.Unanswered, judged.NotDecided, judged.NotDecided}, "held by 1, not held by 1, not decided by 2 of 4 figures"},
		{nil, "not judged"},
		{[]judged.Answer{judged.Unanswered}, "not judged"},
	} {
		if got := overall(judged.Count(c.answers)); got != c.want {
			t.Errorf("overall(%v) = %q, want %q", c.answers, got, c.want)
		}
	}
}

// What holds of the server's CPU, or of p50, is not hidden behind the client's, or p99.
func TestClaimsAreOfOneMetricEach(t *testing.T) {
	l := runtest.Quick()
	l.Manifest.Plan.Headline = append(l.Manifest.Plan.Headline, judged.ResponseP99)
	l.Change = func(t *record.Trial) {
		if t.Tool != record.Wiretax || t.Stack != "grpc" {
			return
		}
		*t.ServerCPUSeconds *= 3
		*t.Response.P50 /= 7
		*t.ClientCPUSeconds *= []float64{2, .5}[t.Block%2]
	}
	text := string(compose(t, l.Run(t)).Markdown)
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
