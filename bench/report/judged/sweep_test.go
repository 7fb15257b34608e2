package judged

import (
	"testing"

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
