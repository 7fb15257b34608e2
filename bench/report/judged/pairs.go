package judged

import (
	"math"
	"slices"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/contract"
)

// Pair is one operation on a stack, B, beside another, A: the baseline, but for crossings.
type Pair struct {
	Op      record.Operation
	A, B    string
	Title   string   // of B
	Figures []Figure // one per metric that the operation has, in the order of Metrics
}

// Figure is one metric of a pair, with its judgement.
type Figure struct {
	stat.Comparison
	Metric record.Metric
	// Headline says that the plan is made to judge this metric.
	Headline bool
	// Incomplete says that the run was stopped early.
	Incomplete bool
	// Unlike are the codings that the answers of the two came in, where that is unlike and
	// tempers the figure.
	Unlike []StackCodings
	// Missing says why there is no figure.
	Missing Missing
	// AloneA and AloneB are what one of two strangers' services has where the other lacks it;
	// nil where neither does, and where there is a figure.
	AloneA, AloneB *float64
	// OverRequests says for which requests a ratio of bytes holds.
	OverRequests OverRequests
	// LogRatios are ln(b/a) of each block.
	LogRatios []float64
	// OneArm counts the blocks in which only one arm is valid of a stack that runs as two.
	OneArm int
}

// Ratios are b/a of each block.
func (f *Figure) Ratios() []float64 {
	var out []float64
	for _, d := range f.LogRatios {
		out = append(out, math.Exp(d))
	}
	return out
}

// besides are the comparisons of stacks of which neither need be the baseline, the second
// over the first: what the gateway speaks inside, and what runs it.
var besides = [][2]string{{contract.NodeToREST, contract.NodeToGRPC}, {contract.NodeToGRPC, contract.GoToGRPC}}

// pairUp says what is compared with what, by the plan alone.
func (r *Run) pairUp() {
	for _, op := range r.Plan.Operations {
		carriers := r.Carriers(op)
		for _, b := range r.Others() {
			if slices.Contains(carriers, b) {
				r.Pairs = append(r.Pairs, Pair{Op: op, A: r.Baseline(), B: b, Title: r.Title(b)})
			}
		}
		for _, c := range besides {
			if others := carriers[1:]; slices.Contains(others, c[0]) && slices.Contains(others, c[1]) {
				r.Crossings = append(r.Crossings, Pair{Op: op, A: c[0], B: c[1], Title: r.Title(c[1])})
			}
		}
	}
}

// AllPairs are those with the baseline, then the crossings.
func (r *Run) AllPairs() []*Pair {
	var all []*Pair
	for _, pairs := range [][]Pair{r.Pairs, r.Crossings} {
		for i := range pairs {
			all = append(all, &pairs[i])
		}
	}
	return all
}

// Between is the pair of an operation that compares b with a; nil where none does.
func (r *Run) Between(op record.Operation, stackA, stackB string) *Pair {
	all := r.AllPairs()
	i := slices.IndexFunc(all, func(p *Pair) bool { return p.Op == op && p.A == stackA && p.B == stackB })
	if i < 0 {
		return nil
	}
	return all[i]
}

// pairsOf are the pairs of a stack with the baseline, one for each operation that it has.
func (r *Run) pairsOf(stack string) []*Pair {
	var out []*Pair
	for i := range r.Pairs {
		if r.Pairs[i].B == stack {
			out = append(out, &r.Pairs[i])
		}
	}
	return out
}

// RivalPairs are the pairs of the rival, one per operation.
func (r *Run) RivalPairs() []*Pair { return r.pairsOf(r.Rival()) }

// JudgedOf are those of the pairs in which the plan judges a metric, or where it does so in none all
// that have the metric.
func (r *Run) JudgedOf(pairs []*Pair, key string) []*Pair {
	var judged, all []*Pair
	for _, p := range pairs {
		if p.Figure(key) == nil {
			continue
		}
		if all = append(all, p); r.Judges(p.Op.Name, key) {
			judged = append(judged, p)
		}
	}
	if judged == nil {
		return all
	}
	return judged
}

// FirstPairs are one pair of every operation.
func (r *Run) FirstPairs() []*Pair {
	var first []*Pair
	for i := range r.Pairs {
		if i == 0 || r.Pairs[i].Op != r.Pairs[i-1].Op {
			first = append(first, &r.Pairs[i])
		}
	}
	return first
}

// Figure finds the figure of a metric; nil where the operation does not have it.
func (p *Pair) Figure(key string) *Figure {
	i := slices.IndexFunc(p.Figures, func(f Figure) bool { return f.Metric.Key == key })
	if i < 0 {
		return nil
	}
	return &p.Figures[i]
}

// Nothing is why the pair has no figure at all, where one reason holds for every metric.
func (p *Pair) Nothing() Missing {
	for i := range p.Figures {
		if p.Figures[i].Missing != p.Figures[0].Missing {
			return Missing{}
		}
	}
	return p.Figures[0].Missing
}
