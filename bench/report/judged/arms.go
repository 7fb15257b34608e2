package judged

import (
	"cmp"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// This file is all that knows which arms a run has: their stacks, what those are called, and
// which of them is the baseline.

// secondArm marks the arm that repeats a stack for the A/A comparison.
const secondArm = "-aa"

// PlanOf is the run's plan with the catalog's operation in every one of its own, as plans have it
// since one may stand in them several times.
func PlanOf(run *record.Run) *record.Plan {
	p := run.Manifest.Plan
	p.Operations = slices.Clone(p.Operations)
	for i := range p.Operations {
		if op := &p.Operations[i]; len(p.Pairs) == 0 {
			op.Operation = cmp.Or(op.Operation, op.Name)
		}
	}
	return &p
}

// Strangers says that the run compares pairs of services that are not ours, A and B.
func (r *Run) Strangers() bool { return len(r.Plan.Pairs) > 0 }

// Baseline is the stack that the others are compared with.
func (r *Run) Baseline() string { return r.Plan.Stacks[0] }

// Others are the stacks that are compared with the baseline, in the plan's order.
func (r *Run) Others() []string { return r.Plan.Stacks[1:] }

// Several says that more than one stack is compared with the baseline.
func (r *Run) Several() bool { return len(r.Others()) > 1 }

// Control is the stack that runs twice in every block for the A/A comparison, and its second arm.
// Both are empty where none does.
func (r *Run) Control() (stack, second string) {
	if r.Plan.AA == "" {
		return "", ""
	}
	return r.Plan.AA, r.Plan.AA + secondArm
}

// Rival is the stack that the short answers compare with the baseline: gRPC where the
// plan has it.
func (r *Run) Rival() string {
	if slices.Contains(r.Others(), contract.GRPC) {
		return contract.GRPC
	}
	return r.Others()[0]
}

// RESTAndGRPC says whether the run compares the two that articles speak of.
func (r *Run) RESTAndGRPC() bool {
	return r.Baseline() == contract.REST && r.Rival() == contract.GRPC
}

// Stacks are those of the plan in the order in which people read them: the baseline first,
// but A before B.
func (r *Run) Stacks() []string {
	stacks := slices.Clone(r.Plan.Stacks)
	if r.Strangers() {
		slices.Sort(stacks)
	}
	return stacks
}

// Carriers are the stacks of the plan that have an operation, the baseline first. What
// the catalog does not have, all have.
func (r *Run) Carriers(op record.Operation) []string { return Carriers(r.Plan, op) }

// Carriers are the stacks of a plan that have an operation.
func Carriers(p *record.Plan, op record.Operation) []string {
	without := func(stack string) bool { return !p.Measures(op, stack) }
	if stacks := slices.DeleteFunc(slices.Clone(p.Stacks), without); len(stacks) > 0 {
		return stacks
	}
	return slices.Clone(p.Stacks)
}

// CarriersAsRead are the carriers of an operation in the order of [Run.Stacks].
func (r *Run) CarriersAsRead(op record.Operation) []string {
	carriers := r.Carriers(op)
	return slices.DeleteFunc(r.Stacks(), func(stack string) bool { return !slices.Contains(carriers, stack) })
}

// arms are those of an operation in a block.
func (r *Run) arms(op record.Operation) []string {
	arms := r.Carriers(op)
	if _, second := r.Control(); second != "" {
		arms = append(arms, second)
	}
	return arms
}

// ArmTitle is what an arm is called, and whether it is the second one of that name.
func (r *Run) ArmTitle(arm string) (title string, second bool) {
	stack, second := strings.CutSuffix(arm, secondArm)
	return r.Title(stack), second
}

// Title is what a stack, or a service of a pair, is called: services may have names of their
// own, of which those of stacks are written as everywhere.
func (r *Run) Title(stack string) string {
	return StackTitle(cmp.Or(r.Names()[stack], stack))
}

// Names are those of the services a and b that have one.
func (r *Run) Names() map[string]string {
	names := map[string]string{}
	nameA, nameB := r.Plan.TargetNames()
	for service, name := range map[string]string{"a": nameA, "b": nameB} {
		if name != "" {
			names[service] = name
		}
	}
	return names
}

// StackTitle is how a stack, or a service of a pair, is called in prose and in the heads of
// tables.
func StackTitle(stack string) string {
	if title := contract.StackNamed(stack).Title; title != "" {
		return title
	}
	if stack == "a" || stack == "b" {
		return strings.ToUpper(stack)
	}
	return stack
}

// Stack is what is known of a stack: its encoding, its transport and its gateway.
func (r *Run) Stack(name string) contract.Stack { return record.StackOf(name) }

// AnswersInItems says whether the answers of an operation are streams.
func AnswersInItems(op record.Operation) bool {
	return contract.OperationNamed(op.Operation).Answers()
}

// HasStreams says whether a run has an operation that is a stream.
func HasStreams(r *Run) bool { return slices.ContainsFunc(r.Plan.Operations, Streams) }

// Streams says whether an operation is a stream, of requests or of answers.
func Streams(op record.Operation) bool { return contract.OperationNamed(op.Operation).Streams() }
