package plan_test

import (
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/contract"
)

// A plan's headline may name all metrics of the contract, and no others.
func TestHeadlineNamesTheMetrics(t *testing.T) {
	keys := strings.Join(contract.Metrics(), ", ")
	text := "name: x\noperations: [{name: ListBooks, rate: 1}]\nblocks: 1\nwarmup_seconds: 1\nwindow_seconds: 1\nheadline: "
	if _, err := plan.Parse([]byte(text + "[" + keys + "]")); err != nil {
		t.Errorf("Parse(a headline of all metrics) = %v", err)
	}
	_, err := plan.Parse([]byte(text + "[luck]"))
	want := `headline: unknown "luck"; use ` + keys
	if err == nil || err.Error() != want {
		t.Errorf("Parse(headline: [luck]) = %v, want %s", err, want)
	}
}
