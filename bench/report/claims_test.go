package report

import (
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/contract"
)

// What holds of the server's CPU, or of p50, is not hidden behind the client's, or p99.
func TestClaimsAreOfOneMetricEach(t *testing.T) {
	l := reporttest.Quick()
	l.Manifest.Plan.Headline = append(l.Manifest.Plan.Headline, contract.ResponseP99)
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
