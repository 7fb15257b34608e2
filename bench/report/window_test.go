package report

import (
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/reporttest"
)

// Trials of an operation that no plan names, such as those of the transport's floor, are no
// part of how much of the plan was carried out.
func TestOtherOperationsDoNotCount(t *testing.T) {
	run := reporttest.Incomplete().Run(t)
	for i := range 3 {
		extra := run.Trials[i]
		extra.ID, extra.Operation, extra.Block = "floor"+extra.ID, record.EmptyRequest, 5
		run.Trials = append(run.Trials, extra)
	}
	r := compose(t, run)
	if got, want := r.Answer()[0], "Incomplete run, no verdicts: 4 of 10 blocks, 24 of 60 trials."; got != want {
		t.Errorf("the answer begins %q, want %q", got, want)
	}
}
