package judged

import (
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/contract"
)

// judge judges a made-up run.
func judge(t *testing.T, l *reporttest.Lab) *Run {
	t.Helper()
	r, err := Judge(l.InMemory())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// changed is a changed quick run.
func changed(t *testing.T, change func(*record.Trial)) *Run {
	t.Helper()
	l := reporttest.Quick()
	l.Change = change
	return judge(t, l)
}

// The plan names a pair of services, and not its comparison at each value of a sweep.
func TestSweepsOfPairsJudgeServerCPU(t *testing.T) {
	l := reporttest.Shop()
	l.Manifest.Plan.Headline = []string{contract.ServerCPU}
	for i, p := range swept(t, l).Pairs {
		want := i < 2 // of cart; the other pair runs elsewhere in part
		if f := p.Figure(contract.ServerCPU); f.Headline != want {
			t.Errorf("%s: server CPU is judged: %v, want %v", p.Op.Name, f.Headline, want)
		}
	}
}
