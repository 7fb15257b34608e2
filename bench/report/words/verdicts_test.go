package words

import (
	"math"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/contract"
)

func TestLateTailSpoilsP99Alone(t *testing.T) {
	for _, test := range []struct {
		late    int // blocks
		n       int
		missing string
	}{{0, 10, ""}, {3, 7, ""}, {10, 0, "the generator was late in 10 blocks"}} {
		l := reporttest.Quick()
		l.Change = func(trial *record.Trial) { trial.LateTail = trial.Arm == "grpc" && trial.Block <= test.late }
		// The fixture's rate is too low for a p99; a late tail is about one that is known.
		for i := range l.Manifest.Plan.Operations {
			l.Manifest.Plan.Operations[i].Rate.PerSecond = 400
		}
		r := judge(t, l)
		p := r.RivalPairs()[0]
		if p99 := p.Figure(contract.ResponseP99); p99.N != test.n || Why(p99.Missing) != test.missing {
			t.Errorf("%d late blocks: p99 has n = %d, missing %q, want %d, %q", test.late, p99.N, Why(p99.Missing), test.n, test.missing)
		}
		if p50 := p.Figure(contract.ResponseP50); p50.N != 10 {
			t.Errorf("%d late blocks: p50 has n = %d, want 10", test.late, p50.N)
		}
	}
}

func TestIncompleteHasNoVerdict(t *testing.T) {
	r := judge(t, reporttest.Incomplete())
	for _, p := range r.Pairs {
		for i := range p.Figures {
			f := &p.Figures[i]
			if f.Verdict != stat.NoVerdict || Verdict(f, "gRPC") != "no verdict: incomplete run" || f.N != 4 {
				t.Errorf("%s: verdict %q (%q) on %d blocks, want none on 4", f.Metric.Key, f.Verdict, Verdict(f, "gRPC"), f.N)
			}
		}
	}
}

func TestFiguresOfOneService(t *testing.T) {
	r := judge(t, reporttest.Shop())
	cart, search := &r.Pairs[0], &r.Pairs[1]
	if f := search.Figure(contract.ServerCPU); Why(f.Missing) != "not measured on B" || f.AloneA != nil || f.AloneB == nil || *f.AloneB < 500e-6 {
		t.Errorf("server CPU of search: %q with %v and %v, want A's alone", Why(f.Missing), f.AloneA, f.AloneB)
	}
	if f := cart.Figure(contract.RequestBytes); Why(f.Missing) != "no bytes on B" || f.AloneB == nil || math.Abs(*f.AloneB-9) > 1e-9 {
		t.Errorf("request bytes of cart: %q with %v, want A's alone", Why(f.Missing), f.AloneB)
	}
	if f := cart.Figure(contract.MessageBytes); f.Missing.Any() || f.N != 8 {
		t.Errorf("message bytes without a checked answer: %q, n = %d, want a figure", Why(f.Missing), f.N)
	}
}

// Names may hold whatever divides a reason from its details.
func TestBriefly(t *testing.T) {
	for _, c := range []struct {
		missing        judged.Missing
		briefly, whole string
	}{
		{judged.Missing{}, "", ""},
		{judged.Missing{Why: judged.NoValidTrial, Title: "shop in EU: new", Reason: "it rained in May"}, "no valid trial of shop in EU: new", "no valid trial of shop in EU: new: it rained in May"},
		{judged.Missing{Why: judged.NoTrial}, "no trial", "no trial"},
		{judged.Missing{Why: judged.NoTrial, Title: "REST", Repeated: true}, "no trial of the repeated REST", "no trial of the repeated REST"},
		{judged.Missing{Why: judged.NoTrialOfOperation, Title: "REST"}, "no trial of REST with this operation", "no trial of REST with this operation"},
		{judged.Missing{Why: judged.NeverTogether, Reason: "late"}, "never both valid", "never both valid in a block: late"},
		{judged.Missing{Why: judged.GeneratorLate, Blocks: 1}, "the generator was late", "the generator was late in 1 block"},
		{judged.Missing{Why: judged.NotMeasured, Blocks: 2, Of: 9}, "not measured", "not measured in 2 of 9 blocks"},
		{judged.Missing{Why: judged.NoBytes, Title: "B"}, "no bytes on B", "no bytes on B"},
	} {
		if got := Briefly(c.missing); got != c.briefly {
			t.Errorf("Briefly(%+v) = %q, want %q", c.missing, got, c.briefly)
		}
		if got := Why(c.missing); got != c.whole {
			t.Errorf("Why(%+v) = %q, want %q", c.missing, got, c.whole)
		}
	}
}

// judge judges a made-up run.
func judge(t *testing.T, l *reporttest.Lab) *judged.Run {
	t.Helper()
	r, err := judged.Judge(l.InMemory())
	if err != nil {
		t.Fatal(err)
	}
	return r
}
