package judged

import (
	"testing"

	"github.com/wiretax/wiretax/bench/report/reporttest"
)

func TestSpeeds(t *testing.T) {
	r, err := Judge(reporttest.Quick().InMemory())
	if err != nil {
		t.Fatal(err)
	}
	if got := SpeedsOf(r); got.Off != 0 {
		t.Errorf("without times: %+v, want nothing", got)
	}
	for i := range r.Record.Trials {
		r.Record.Trials[i].FixedWorkSeconds = 1e-3
	}
	r.Record.Trials[4].FixedWorkSeconds = 1.029e-3
	if got := SpeedsOf(r); got.Off != 0 {
		t.Errorf("within 3 %%: %+v, want nothing", got)
	}
	r.Record.Trials[4].FixedWorkSeconds, r.Record.Trials[7].FixedWorkSeconds = 1.04e-3, 0.9e-3
	got := SpeedsOf(r)
	if got.Off != 2 || got.Worst < .11 || got.Worst > .112 || got.At != &r.Record.Trials[7] {
		t.Errorf("two beyond: %+v, want both counted and the farther one named", got)
	}
}
