package judged

import (
	"slices"
	"testing"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/contract"
)

// swept is a run that varies the number of connections.
func swept(t *testing.T, l *reporttest.Lab) *Run {
	t.Helper()
	l.Manifest.Plan.Connections, l.Manifest.Plan.Vary.Connections = 0, []int{1, 16}
	l.Manifest.Plan.Blocks = 2
	return judge(t, l)
}

// A series along hops, lines or open streams would mix the values of a sweep.
func TestSweepsMixNoValues(t *testing.T) {
	chain := swept(t, reporttest.Chain())
	if HasChain(chain) {
		t.Errorf("a sweep has the chain %+v, want none", ByHops(chain).Points)
	}
	if all := ByStreams(swept(t, reporttest.Streams())); len(all) > 0 {
		t.Errorf("a sweep has conversations at %q open streams, want none", all[0].Points)
	}
	for _, s := range Sweeps(chain) {
		for i, p := range s.Pairs {
			if arm := chain.Of(p.Op); arm.Series != s.Operation || arm.Value != s.Points[i] {
				t.Errorf("the series of %s at %s has %s", s.Operation, s.Points[i], p.Op.Name)
			}
		}
		if f := s.Pairs[0].Figure(contract.WireBytes); f.Missing.Any() {
			t.Errorf("%s has no figure: %+v", s.Operation, f.Missing)
		}
	}
}

// Operations of one name in the contract are told apart, and so are the values of another axis.
func TestHandlerCostsOfSweeps(t *testing.T) {
	l := &reporttest.Lab{Manifest: reporttest.Manifest("mine", 2)}
	l.Manifest.Plan.Operations = []record.Operation{
		{Name: "Few", Operation: contract.Recommend, Items: 1, Rate: record.Rate{PerSecond: 9}}, {Name: "Many", Operation: contract.Recommend, Items: 50, Rate: record.Rate{PerSecond: 9}},
	}
	costs := l.Manifest
	costs.Plan.Vary.Work = []string{"none", "cpu=1ms"}
	rates := l.Manifest
	rates.Plan.Operations = []record.Operation{
		{Name: "Idle", Operation: contract.Recommend, Items: 1}, {Name: "Busy", Operation: contract.Recommend, Items: 1, Work: "cpu=1ms"},
	}
	rates.Plan.Vary.Rate = []plan.Rate{plan.PerSecond(5), plan.PerSecond(50)}
	for _, c := range []struct {
		manifest record.Manifest
		want     []string
	}{
		{costs, []string{"Few: Few-work-none Few-work-cpu-1ms", "Many: Many-work-none Many-work-cpu-1ms"}},
		{rates, nil},
	} {
		var got []string
		for _, s := range ByWork(judge(t, &reporttest.Lab{Manifest: c.manifest})) {
			text := s.Operation + ":"
			for _, p := range s.Pairs {
				text += " " + p.Op.Name
			}
			got = append(got, text)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("ByWork() of a sweep by %s = %q, want %q", c.manifest.Arms[0].Axis, got, c.want)
		}
	}
}

// Numbers stand in their order whatever that of the plan, words in that of the plan.
func TestSweepsAreInOrder(t *testing.T) {
	for _, c := range []struct {
		vary plan.Vary
		want []string
	}{
		{plan.Vary{Rate: []plan.Rate{plan.PerSecond(100), plan.PerSecond(350.5), plan.PerSecond(20)}}, []string{"20", "100", "350.5"}},
		{plan.Vary{Rate: []plan.Rate{{Share: .5}, {Share: .05}, {Share: .1}}}, []string{"5%", "10%", "50%"}},
		{plan.Vary{Compression: []string{"gzip", "none"}}, []string{"gzip", "none"}},
	} {
		l := &reporttest.Lab{Manifest: reporttest.Manifest("mine", 2, contract.GetBook)}
		l.Manifest.Plan.Vary = c.vary
		s := append(Sweeps(judge(t, l)), ByLoad(judge(t, l))...)[0]
		if !slices.Equal(s.Points, c.want) {
			t.Errorf("the points of %+v are %q, want %q", c.vary, s.Points, c.want)
		}
	}
}
