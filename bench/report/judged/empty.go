package judged

import (
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/contract"
)

// Emptied is what a request that asks for as good as nothing has of a metric, and which share that is
// of the operation's own: geometric means over the blocks that have both, and the interval of the
// share over those blocks. Both are nil where either is not known.
type Emptied struct {
	Empty, Share *float64
	CI           stat.Interval
}

// EmptyRequest is what an empty request costs on a stack beside an operation, for each of
// [EmptyMetrics].
type EmptyRequest struct {
	Stack, Operation string
	Figures          []Emptied
}

// EmptyMetrics are those that are compared with an empty request.
var EmptyMetrics = []string{contract.ResponseP50, contract.ServerCPU, contract.ClientCPU, contract.WireBytes}

// EmptyRequests are those of a run, by stack, then operation; only what it has.
func EmptyRequests(r *Run) []EmptyRequest {
	var out []EmptyRequest
	for _, stack := range append([]string{r.Baseline()}, r.Others()...) {
		empty := r.valids(record.EmptyRequest, stack)
		for _, op := range r.Plan.Operations {
			pairs := besideEach(empty, r.valids(op.Name, stack))
			if len(pairs) == 0 {
				continue
			}
			e := EmptyRequest{Stack: stack, Operation: op.Name}
			for _, key := range EmptyMetrics {
				e.Figures = append(e.Figures, emptied(key, pairs))
			}
			out = append(out, e)
		}
	}
	return out
}

// besideEach returns the trials of an operation, each with that of the empty request beside it in the same
// block, which comes first. A folder that does not say beside what is of one for all operations.
func besideEach(empty, full []*record.Trial) (pairs [][2]*record.Trial) {
	for _, t := range full {
		for _, e := range empty {
			if e.Block == t.Block && (e.Beside == "" || e.Beside == t.Operation) {
				pairs = append(pairs, [2]*record.Trial{e, t})
			}
		}
	}
	return pairs
}

func emptied(key string, pairs [][2]*record.Trial) Emptied {
	m := record.MetricOf(key)
	var s stat.Sample
	for _, pair := range pairs {
		empty, known := m.Value(pair[0])
		full, knownToo := m.Value(pair[1])
		if known && knownToo {
			s.A, s.B = append(s.A, full), append(s.B, empty)
		}
	}
	if len(s.A) == 0 {
		return Emptied{}
	}
	c := stat.Judge([]stat.Sample{s})[0]
	return Emptied{&c.B, &c.Ratio, c.CI}
}
