package words

import (
	"math"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/contract"
)

func TestNeeded(t *testing.T) {
	for _, c := range []struct {
		n, runs, needed int
		want            string
	}{
		{10, 1, 24, "inconclusive: ± 5 % takes about 24 blocks"},
		{10, 1, 0, "inconclusive: ± 5 % takes over 1,000 blocks"},
		{10, 1, 10, "inconclusive: ± 5 % is reached"},
		{30, 3, 7, "inconclusive: ± 5 % takes about 7 runs"},
		{30, 3, 0, "inconclusive: ± 5 % takes over 1,000 runs"},
		{30, 3, 3, "inconclusive: ± 5 % is reached"},
	} {
		f := judged.Figure{Headline: true}
		f.N, f.Runs, f.Needed, f.Verdict = c.n, c.runs, c.needed, stat.Inconclusive
		if got := Verdict(&f, "gRPC"); got != c.want {
			t.Errorf("%d blocks of %d runs, %d needed: %q, want %q", c.n, c.runs, c.needed, got, c.want)
		}
	}
}

// What a run says before any figure, and what its intervals leave out.
func TestDoubt(t *testing.T) {
	const single = "This is one run: by how much runs of one plan differ from each other is not in its intervals. A report that names several has it in them."
	for _, c := range []struct {
		name   string
		lab    *reporttest.Lab
		change func(*record.Trial)
		want   string
	}{
		{"calm", reporttest.Quick(), nil, ""},
		{"moved", reporttest.Quick(), func(t *record.Trial) {
			if t.Arm == "rest-aa" && t.Operation == contract.GetBook {
				*t.ServerCPUSeconds *= 1.5
				*t.BytesReceived += *t.BytesReceived / 64
			}
		}, "A/A differs, Holm-adjusted over 16 comparisons: GetBook server CPU 1.50 (1.47–1.52) and GetBook wire bytes 1.01 (1.01–1.01). Something beside what is compared moved this run: doubt differences of that size in every figure of it."},
		{"never together", reporttest.Quick(), func(t *record.Trial) { t.Valid = t.Arm != "rest-aa" },
			"No A/A control: in no block are both arms of REST valid, so nothing tells whether the order of the arms or the instrument moved a figure."},
		{"stopped early", reporttest.Incomplete(), func(t *record.Trial) { t.Valid = t.Arm != "rest-aa" }, ""},
	} {
		if c.change != nil {
			c.lab.Change = c.change
		}
		r := judge(t, c.lab)
		if got := Doubt(r); got != c.want {
			t.Errorf("%s: Doubt = %q, want %q", c.name, got, c.want)
		}
		if got := Pooled(r); got != single {
			t.Errorf("%s: Pooled = %q, want %q", c.name, got, single)
		}
	}
}

func TestFamily(t *testing.T) {
	const metrics = "wire bytes, message bytes, server CPU, client CPU and p50 latency"
	for _, c := range []struct {
		lab  *reporttest.Lab
		want string
	}{
		{reporttest.Quick(), "Holm's family, fixed by the plan: 10 tests of " + metrics + ", of each operation that has it."},
		{reporttest.Gateway(), "Holm's family, fixed by the plan: 24 tests of "},
		{&reporttest.Lab{Manifest: reporttest.Manifest("smoke", 2, "GetBook")}, ""},
	} {
		if got := Family(judge(t, c.lab)); !strings.HasPrefix(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%s: Family = %q, want %q", c.lab.Manifest.Plan.Name, got, c.want)
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
