package run

import (
	"testing"

	"github.com/wiretax/wiretax/bench/generator"
	"github.com/wiretax/wiretax/bench/record"
)

// The failures of an outside generator's requests are counted, and always listed in the same
// order.
func TestFailuresOfAnOutsideGenerator(t *testing.T) {
	tool, err := generator.Named(record.Ghz)
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		trial := record.Trial{Window: record.Window{Errors: record.Errors{ByKind: map[string]int64{}}}}
		fillFromTool(&trial, tool, generator.Job{Rate: 1, Requests: 60}, generator.Figures{
			Sent: 60, Completed: 50, Failures: map[string]int64{"code Unavailable": 3, "timeout": 6, "code NotFound": 1},
		})
		const want = "10 of 60 requests failed: 6 × timeout, 3 × code Unavailable, 1 × code NotFound"
		if len(trial.Reasons) != 1 || trial.Reasons[0] != want {
			t.Fatalf("reasons = %q, want %q", trial.Reasons, want)
		}
	}
}
