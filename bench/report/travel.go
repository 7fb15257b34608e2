package report

import (
	"cmp"
	"slices"

	"github.com/wiretax/wiretax/bench/record"
)

// named is the plan with the catalog's operation in every one of its own, as plans have it
// since one may stand in them several times.
func named(p record.Plan) *record.Plan {
	p.Operations = slices.Clone(p.Operations)
	for i := range p.Operations {
		if op := &p.Operations[i]; len(p.Pairs) == 0 {
			op.Operation = cmp.Or(op.Operation, op.Name)
		}
	}
	return &p
}

// carriers are the stacks of the plan on which an operation travels, the baseline first. What
// the catalog does not have travels on all.
func (r *Run) carriers(op record.Operation) []string {
	stays := func(stack string) bool { return !r.Plan.Measures(op, stack) }
	if stacks := slices.DeleteFunc(slices.Clone(r.Plan.Stacks), stays); len(stacks) > 0 {
		return stacks
	}
	return slices.Clone(r.Plan.Stacks)
}

// arms are those of an operation in a block.
func (r *Run) arms(op record.Operation) []string {
	arms := r.carriers(op)
	if r.Plan.AA != "" {
		arms = append(arms, r.Plan.AA+secondArm)
	}
	return arms
}

// trialsPerBlock is how many trials of ours the plan asks for in a block.
func (r *Run) trialsPerBlock() int {
	var n int
	for _, op := range r.Plan.Operations {
		n += len(r.arms(op))
	}
	return n
}

// firstPairs are one pair of every operation.
func (r *Run) firstPairs() []*Pair {
	var first []*Pair
	for i := range r.Pairs {
		if i == 0 || r.Pairs[i].Op != r.Pairs[i-1].Op {
			first = append(first, &r.Pairs[i])
		}
	}
	return first
}
