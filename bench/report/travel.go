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
func (a *analysis) carriers(op record.Operation) []string {
	stays := func(stack string) bool { return !a.plan.Measures(op, stack) }
	if stacks := slices.DeleteFunc(slices.Clone(a.plan.Stacks), stays); len(stacks) > 0 {
		return stacks
	}
	return slices.Clone(a.plan.Stacks)
}

// arms are those of an operation in a block.
func (a *analysis) arms(op record.Operation) []string {
	arms := a.carriers(op)
	if a.plan.AA != "" {
		arms = append(arms, a.plan.AA+secondArm)
	}
	return arms
}

// trialsPerBlock is how many trials of ours the plan asks for in a block.
func (a *analysis) trialsPerBlock() int {
	var n int
	for _, op := range a.plan.Operations {
		n += len(a.arms(op))
	}
	return n
}

// firstPairs are one pair of every operation.
func (a *analysis) firstPairs() []*pair {
	var first []*pair
	for i := range a.pairs {
		if i == 0 || a.pairs[i].op != a.pairs[i-1].op {
			first = append(first, &a.pairs[i])
		}
	}
	return first
}
