package judged

import (
	"slices"
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

// A metric that many trials lack has a row if a trial of our engine has it, or if the plan judges it.
func TestOptionalMetrics(t *testing.T) {
	optional := []string{contract.Segments, contract.ServerMemory, contract.LiveHeap, contract.ConnectionMemory}
	rows := func(r *Run) (keys []string) {
		for _, m := range r.Metrics(r.Plan.Operations[0]) {
			if m.Optional {
				keys = append(keys, m.Key)
			}
		}
		return keys
	}
	if got := rows(changed(t, nil)); got != nil {
		t.Errorf("an older run has the rows %v, want none of those", got)
	}
	one := func(t *record.Trial) {
		if t.Block == 3 && t.Operation == contract.GetBook {
			t.Valid = false
			reporttest.Remember(t)
		}
	}
	if got := rows(changed(t, one)); !slices.Equal(got, optional) {
		t.Errorf("with one trial that has them the rows are %v, want %v", got, optional)
	}
	l := reporttest.Quick()
	l.Manifest.Plan.Headline = optional[2:3]
	r := judge(t, l)
	if got := rows(r); !slices.Equal(got, optional[2:3]) || r.Pairs[0].Figure(contract.LiveHeap).Missing.Why != NotMeasured {
		t.Errorf("a run that judges %v has the rows %v, want that", optional[2:3], got)
	}

	l = reporttest.Quick()
	l.Change = reporttest.Remember
	for key, want := range map[string][2]float64{
		// grpc and rest: twice the segments, 40.8 and 11.4 KB a connection.
		contract.Segments: {4.0, 2.0}, contract.ConnectionMemory: {40_835, 11_365}, contract.LiveHeap: {9.98e6, 9.43e6}, contract.ServerMemory: {46.5e6, 46.5e6},
	} {
		f := judge(t, l).Pairs[1].Figure(key)
		if f.B < want[0]*.98 || f.B > want[0]*1.03 || f.A < want[1]*.98 || f.A > want[1]*1.03 || f.N != 10 || f.Metric.Margin != .05 {
			t.Errorf("%s: %v and %v in %d blocks with a margin of %v, want about %v in 10 with 0.05", key, f.B, f.A, f.N, f.Metric.Margin, want)
		}
	}
}

// Strangers' services do not tell what is on their heaps, and those that run elsewhere tell
// nothing, so that no plan can judge it.
func TestMemoryOfStrangersIsNotJudged(t *testing.T) {
	l := reporttest.Shop() // of cart both processes are known, of search not
	l.Manifest.Plan.Headline = []string{contract.Segments, contract.ServerMemory, contract.LiveHeap, contract.ConnectionMemory}
	for i, p := range judge(t, l).Pairs {
		for key, want := range map[string]bool{contract.Segments: true, contract.ServerMemory: i == 0, contract.LiveHeap: false, contract.ConnectionMemory: false} {
			if got := p.Figure(key).Headline; got != want {
				t.Errorf("%s: %s is judged: %v, want %v", p.Op.Name, key, got, want)
			}
		}
	}
}
