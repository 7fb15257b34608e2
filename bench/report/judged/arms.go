package judged

import (
	"cmp"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// This file is all that knows which arms a run has: their stacks, what those are called, and
// which of them is the baseline. It reads that from the manifest, never from tables of this
// program, so that a run of another version is read as it was.

// PlanOf is the run's plan with an operation for each comparison and with the stacks of its arms.
func PlanOf(run *record.Run) *record.Plan {
	p := run.Manifest.Plan
	p.Operations, p.Stacks, p.AA = nil, nil, ""
	for _, a := range run.Manifest.Arms {
		if !slices.ContainsFunc(p.Operations, func(op record.Operation) bool { return op.Name == a.Comparison }) {
			p.Operations = append(p.Operations, record.Operation{
				Name: a.Comparison, Operation: a.Operation, Rate: record.Rate{PerSecond: a.Rate, Share: a.RateShare}, Items: a.Items, Streams: a.Streams, Work: a.Work, Calls: a.Calls,
			})
		}
		if a.Control {
			p.AA = cmp.Or(p.AA, a.Stack)
		} else if !slices.Contains(p.Stacks, a.Stack) {
			p.Stacks = append(p.Stacks, a.Stack)
		}
	}
	return &p
}

// armsOf are the arms of a comparison, the baseline first and the A/A control last.
func armsOf(run *record.Run, op record.Operation) (arms []*record.Arm) {
	for i := range run.Manifest.Arms {
		if a := &run.Manifest.Arms[i]; a.Comparison == op.Name {
			arms = append(arms, a)
		}
	}
	return arms
}

// armOn is an arm of a stack; the zero value where the run has none.
func (r *Run) armOn(stack string) record.Arm {
	arms := r.Record.Manifest.Arms
	if i := slices.IndexFunc(arms, func(a record.Arm) bool { return a.Stack == stack }); i >= 0 {
		return arms[i]
	}
	return record.Arm{}
}

// Of is the baseline of an operation, which says what the operation is.
func (r *Run) Of(op record.Operation) record.Arm {
	if arms := armsOf(r.Record, op); len(arms) > 0 {
		return *arms[0]
	}
	return record.Arm{}
}

// planned is the plan's own operation of a comparison.
func (r *Run) planned(op string) string {
	arm := r.Of(record.Operation{Name: op})
	return cmp.Or(arm.Planned, arm.Series, op) // folders from before grids have the series alone
}

// Strangers says that the run compares pairs of services that are not ours, A and B.
func (r *Run) Strangers() bool { return Strangers(r.Record) }

// Strangers says that a run compares pairs of services that are not ours.
func Strangers(run *record.Run) bool {
	return slices.ContainsFunc(run.Manifest.Arms, func(a record.Arm) bool { return a.Stranger })
}

// Baseline is the stack that the others are compared with.
func (r *Run) Baseline() string { return r.Plan.Stacks[0] }

// Others are the stacks that are compared with the baseline, in the plan's order.
func (r *Run) Others() []string { return r.Plan.Stacks[1:] }

// Several says that more than one stack is compared with the baseline.
func (r *Run) Several() bool { return len(r.Others()) > 1 }

// Control is the stack that runs twice in every block for the A/A comparison, and its second arm.
// Both are empty where none does.
func (r *Run) Control() (stack, second string) {
	arms := r.Record.Manifest.Arms
	if i := slices.IndexFunc(arms, func(a record.Arm) bool { return a.Control }); i >= 0 {
		return arms[i].Stack, arms[i].Name
	}
	return "", ""
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

// Carriers are the stacks on which an operation was compared, the baseline first.
func (r *Run) Carriers(op record.Operation) []string { return Carriers(r.Record, op) }

// Carriers are the stacks on which a run compared an operation.
func Carriers(run *record.Run, op record.Operation) (stacks []string) {
	for _, a := range armsOf(run, op) {
		if !a.Control {
			stacks = append(stacks, a.Stack)
		}
	}
	return stacks
}

// CarriersAsRead are the carriers of an operation in the order of [Run.Stacks].
func (r *Run) CarriersAsRead(op record.Operation) []string {
	carriers := r.Carriers(op)
	return slices.DeleteFunc(r.Stacks(), func(stack string) bool { return !slices.Contains(carriers, stack) })
}

// armsOf are the arms of a stack in an operation: two where the plan runs it twice.
func (r *Run) armsOf(op, stack string) (names []string) {
	for _, a := range armsOf(r.Record, record.Operation{Name: op}) {
		if a.Stack == stack {
			names = append(names, a.Name)
		}
	}
	return names
}

// arms are those of an operation in a block.
func (r *Run) arms(op record.Operation) (names []string) {
	for _, a := range armsOf(r.Record, op) {
		names = append(names, a.Name)
	}
	return names
}

// lists says whether the manifest has the arm of a trial.
func (r *Run) lists(t *record.Trial) bool {
	return slices.ContainsFunc(r.Record.Manifest.Arms, func(a record.Arm) bool { return a.Comparison == t.Operation && a.Name == t.Arm })
}

// ArmTitle is what an arm is called, and whether it is the second one of that name.
func (r *Run) ArmTitle(arm string) (title string, second bool) {
	arms := r.Record.Manifest.Arms
	if i := slices.IndexFunc(arms, func(a record.Arm) bool { return a.Name == arm }); i >= 0 {
		return arms[i].Title, arms[i].Control
	}
	return arm, false
}

// Title is what a stack, or a service of a pair, is called.
func (r *Run) Title(stack string) string { return cmp.Or(r.armOn(stack).Title, stack) }

// Names are those of the services a and b that have one.
func (r *Run) Names() map[string]string {
	names := map[string]string{}
	for _, service := range r.Plan.Stacks {
		if title := r.Title(service); r.Strangers() && title != StackTitle(service) {
			names[service] = title
		}
	}
	return names
}

// StackTitle is how a stack of this program, or a service of a pair without a name, is called in
// prose and in the heads of tables.
func StackTitle(stack string) string {
	if title := contract.StackNamed(stack).Title; title != "" {
		return title
	}
	if stack == "a" || stack == "b" {
		return strings.ToUpper(stack)
	}
	return stack
}

// Stack is an arm of a stack, which says its encoding, its transport and its gateway.
func (r *Run) Stack(name string) record.Arm { return r.armOn(name) }

// AnswersInItems says whether the answers of an operation are streams.
func (r *Run) AnswersInItems(op record.Operation) bool {
	arm := r.Of(op)
	return arm.AnswersInItems()
}

// Streams says whether an operation is a stream, of requests or of answers.
func (r *Run) Streams(op record.Operation) bool {
	arm := r.Of(op)
	return arm.IsStream()
}

// HasStreams says whether a run has an operation that is a stream.
func HasStreams(r *Run) bool { return slices.ContainsFunc(r.Plan.Operations, r.Streams) }

// Capacity is a stack's own in an operation, if that was measured.
func (r *Run) Capacity(op record.Operation, stack string) (rps float64, known bool) {
	for _, a := range r.Capacities(op) {
		if a.Stack == stack {
			return a.CapacityRPS, true
		}
	}
	return 0, false
}

// Capacities are the arms of an operation whose capacity was measured, in order.
func (r *Run) Capacities(op record.Operation) (measured []*record.Arm) {
	for _, a := range armsOf(r.Record, op) {
		if a.CapacityRPS > 0 && !a.Control {
			measured = append(measured, a)
		}
	}
	return measured
}
