package plan_test

import (
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/report/judged"
)

// A plan's headline and the report name the same metrics, in the same order.
func TestHeadlineNamesTheMetricsOfTheReport(t *testing.T) {
	var keys []string
	for _, metric := range judged.Metrics() {
		keys = append(keys, metric.Key)
	}
	text := "name: x\noperations: [{name: ListBooks, rate: 1}]\nblocks: 1\nwarmup_seconds: 1\nwindow_seconds: 1\nheadline: "
	if _, err := plan.Parse([]byte(text + "[" + strings.Join(keys, ", ") + "]")); err != nil {
		t.Errorf("Parse(a headline of all metrics) = %v", err)
	}
	_, err := plan.Parse([]byte(text + "[luck]"))
	want := `headline: unknown "luck"; use ` + strings.Join(keys, ", ")
	if err == nil || err.Error() != want {
		t.Errorf("Parse(headline: [luck]) = %v, want %s", err, want)
	}
}
