package judged

import (
	"slices"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/contract"
)

func TestTrend(t *testing.T) {
	at := func(lo, hi float64, verdict stat.Verdict) Figure {
		return Figure{Metric: record.MetricOf(contract.ResponseP50), Headline: true, Comparison: stat.Comparison{CI: stat.Interval{Lo: lo, Hi: hi}, Verdict: verdict}}
	}
	gain, deeper := at(.9, .94, stat.MateriallyBetter), at(.7, .8, stat.MateriallyBetter)
	loss, more := at(1.06, 1.1, stat.MateriallyWorse), at(1.2, 1.3, stat.MateriallyWorse)
	open, wide, even := at(.95, 1.05, stat.Inconclusive), at(.8, 1.3, stat.Inconclusive), at(.98, 1.02, stat.Equivalent)
	missing, shown, point := deeper, deeper, deeper
	missing.Missing.Why, shown.Headline, point.CI = NoTrial, false, stat.Interval{}
	unstable := at(.7, .8, stat.Unstable)
	for _, c := range []struct {
		name        string
		first, last Figure
		want        Change
		claim       Answer
	}{
		{"deeper", gain, deeper, GainGrows, Held},
		{"from nothing", even, deeper, GainGrows, Held},
		{"less deep", deeper, gain, GainShrinks, NotHeld},
		{"to nothing", deeper, even, GainShrinks, NotHeld},
		{"across 1, down", loss, gain, LossToGain, Held},
		{"across 1, up", gain, loss, GainToLoss, NotHeld},
		{"worse", loss, more, LossGrows, NotHeld},
		{"less bad", more, loss, LossShrinks, NotHeld},
		{"worse, from nothing", even, loss, LossGrows, NotHeld},
		{"down, undecided", at(1.2, 1.3, stat.Inconclusive), open, RatioFalls, NotDecided},
		{"up, undecided", open, at(1.2, 1.3, stat.Inconclusive), RatioRises, NotHeld},
		{"as before", even, at(.99, 1.025, stat.Equivalent), TheSame, NotHeld},
		{"hardly wider", even, at(.99, 1.06, stat.Inconclusive), ChangeNotShown, NotDecided},
		{"touching", gain, at(.85, .9, stat.MateriallyBetter), ChangeNotShown, NotDecided},
		{"wide", gain, wide, ChangeNotShown, NotDecided},
		{"unstable", gain, unstable, ChangeNotShown, NotDecided},
		{"missing", gain, missing, ChangeNotJudged, Unanswered},
		{"only shown", gain, shown, ChangeNotJudged, Unanswered},
		{"no interval", gain, point, ChangeNotJudged, Unanswered},
	} {
		if got := Trend(&c.first, &c.last); got != c.want {
			t.Errorf("%s: Trend = %v, want %v", c.name, got, c.want)
		}
		if got := Compounded(&c.first, &c.last); got != c.claim {
			t.Errorf("%s: Compounded = %v, want %v", c.name, got, c.claim)
		}
	}
}

// Whatever the order of the plan, numbers grow, and hops are those of serial calls with the
// fewest lines.
func TestSeries(t *testing.T) {
	l := reporttest.Chain()
	l.Change = nil
	slices.Reverse(l.Manifest.Plan.Operations)
	l.Manifest.Plan.Operations = append(l.Manifest.Plan.Operations, record.Operation{Name: "One", Operation: contract.GetOrder, Calls: "one by one", Rate: record.Rate{PerSecond: 9}})
	r, err := Judge(l.InMemory())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range AlongTheChain(r) {
		text := s.Calls
		for i, p := range s.Pairs {
			text += "|" + p.Op.Name + "=" + s.Points[i]
		}
		got = append(got, text)
	}
	want := []string{
		"|GetStock=1|GetProduct=2|GetOrder-serial-1=3",
		"serial|GetOrder-serial-1=1|GetOrder-serial-10=10|GetOrder-serial-100=100",
		"batch|GetOrder-batch-1=1|GetOrder-batch-10=10|GetOrder-batch-100=100",
		"parallel|GetOrder-parallel-1=1|GetOrder-parallel-10=10|GetOrder-parallel-100=100",
		"one by one|One=1",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the series are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// A sweep has a series for each of the plan's operations and each stack beside the baseline, at the
// values of the manifest: numbers grow.
func TestSweeps(t *testing.T) {
	l := &reporttest.Lab{Manifest: reporttest.Manifest("mine", 3, contract.Recommend, contract.GetBook), Noise: .01}
	l.Manifest.Plan.Stacks = []string{contract.REST, contract.GRPC, contract.RESTProtobuf}
	l.Manifest.Plan.Vary.Connections = []int{16, 1}
	run := &record.Run{Manifest: reporttest.Listed(l.Manifest)}
	r, err := Judge(run)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range Sweeps(r) {
		text := s.Operation + " " + s.Pairs[0].B + " by " + s.Varies
		for i, p := range s.Pairs {
			text += "|" + p.Op.Name + "=" + s.Points[i]
		}
		got = append(got, text)
	}
	want := []string{
		"Recommend grpc by connections|Recommend-connections-1=1|Recommend-connections-16=16",
		"GetBook grpc by connections|GetBook-connections-1=1|GetBook-connections-16=16",
		"Recommend rest-pb by connections|Recommend-connections-1=1|Recommend-connections-16=16",
		"GetBook rest-pb by connections|GetBook-connections-1=1|GetBook-connections-16=16",
	}
	if !slices.Equal(got, want) {
		t.Errorf("Sweeps() =\n%q, want\n%q", got, want)
	}
}

// A manifest says itself what its stacks and operations are: a report needs not know them.
func TestUnknownStacksAndOperations(t *testing.T) {
	m := reporttest.Manifest("mine", 2, "Sing")
	m.Arms = []record.Arm{
		{Comparison: "Sing", Name: "quic", Stack: "quic", Title: "QUIC", Transport: "HTTP/3", Operation: "Sing", Kind: "server stream", Rate: 5},
		{Comparison: "Sing", Name: "avian", Stack: "avian", Title: "Avian carrier", Transport: "RFC 1149", Operation: "Sing", Kind: "server stream", Rate: 5},
		{Comparison: "Sing", Name: "quic-aa", Stack: "quic", Title: "QUIC", Control: true, Operation: "Sing", Kind: "server stream", Rate: 5},
	}
	r, err := Judge(&record.Run{Manifest: m})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Pairs) != 1 || r.Pairs[0].Title != "Avian carrier" || r.Title(r.Baseline()) != "QUIC" {
		t.Errorf("pairs %+v over %s, want Avian carrier over QUIC", r.Pairs, r.Title(r.Baseline()))
	}
	if op := r.Plan.Operations[0]; !r.AnswersInItems(op) || r.Pairs[0].Figure(contract.FirstItemP50) == nil {
		t.Error("a server stream has no first item")
	}
	if title, second := r.ArmTitle("quic-aa"); title != "QUIC" || !second {
		t.Errorf("the control is %s, %v", title, second)
	}
}

// Open streams grow whatever the order of the plan; handler costs, which have no number, stay in
// that of the plan.
func TestSeriesOfStreamsAndWork(t *testing.T) {
	streams := reporttest.Streams()
	slices.Reverse(streams.Manifest.Plan.Operations)
	var got []string
	for _, s := range ByStreams(judge(t, streams)) {
		for i, p := range s.Pairs {
			got = append(got, p.B+" "+s.Points[i])
		}
	}
	if want := []string{"grpc 1", "grpc 100", "grpc 1000"}; !slices.Equal(got, want) {
		t.Errorf("ByStreams() = %q, want %q", got, want)
	}
	work := reporttest.Work()
	slices.Reverse(work.Manifest.Plan.Operations)
	r := judge(t, work)
	all := ByWork(r)
	if len(all) != 1 || len(all[0].Pairs) != 4 || all[0].Pairs[0].Op.Work != "wait=2ms" || all[0].Pairs[3].Op.Work != "" {
		t.Errorf("ByWork() = %+v, want one series of four in the order of the plan", all)
	}
	if HasWork(judge(t, reporttest.Quick())) || HasWork(judge(t, reporttest.Shop())) {
		t.Error("a run without handler costs has a series of them")
	}
}
