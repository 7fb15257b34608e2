package judged

import (
	"slices"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// Emptied is what a request that asks for as good as nothing has of a metric, and which share
// that is of an operation's own: plain means over the valid trials. Both are nil where either
// is not known.
type Emptied struct{ Empty, Share *float64 }

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
		for _, op := range besideEmpty(r) {
			full := inBlocksOf(empty, r.valids(op.Name, stack))
			if len(empty) == 0 || len(full) == 0 {
				continue
			}
			e := EmptyRequest{Stack: stack, Operation: op.Name}
			for _, key := range EmptyMetrics {
				e.Figures = append(e.Figures, emptied(key, empty, full))
			}
			out = append(out, e)
		}
	}
	return out
}

// besideEmpty are the operations that compare with an empty request, which is asked for at the highest rate
// and by the lean client where the plan has it: those at no lower rate of their own, by that client.
func besideEmpty(r *Run) []record.Operation {
	isLean := func(op record.Operation) bool { return r.Of(op).Client == contract.LeanClient }
	lean := slices.ContainsFunc(r.Plan.Operations, isLean)
	highest := make(map[string]float64) // by the plan's own operation
	for _, op := range r.Plan.Operations {
		planned := r.planned(op.Name)
		highest[planned] = max(highest[planned], op.Rate.PerSecond)
	}
	return slices.DeleteFunc(slices.Clone(r.Plan.Operations), func(op record.Operation) bool {
		return lean && !isLean(op) || op.Rate.PerSecond < highest[r.planned(op.Name)]
	})
}

// inBlocksOf are the trials in the blocks that the others are of.
func inBlocksOf(others, trials []*record.Trial) []*record.Trial {
	return slices.DeleteFunc(trials, func(t *record.Trial) bool {
		return !slices.ContainsFunc(others, func(o *record.Trial) bool { return o.Block == t.Block })
	})
}

func emptied(key string, empty, full []*record.Trial) Emptied {
	m := record.MetricOf(key)
	of := func(trials []*record.Trial) *float64 {
		var values []*float64
		for _, t := range trials {
			if v, ok := m.Value(t); ok {
				values = append(values, &v)
			}
		}
		return mean(values)
	}
	part, whole := of(empty), of(full)
	if part == nil || whole == nil {
		return Emptied{}
	}
	share := *part / *whole
	return Emptied{part, &share}
}
