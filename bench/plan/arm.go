package plan

import (
	"cmp"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/contract"
)

// Settings are equal for all arms of a comparison.
type Settings struct {
	Connections          int
	TLS                  bool
	Compression, Profile string
	Client               string
}

// Arm is an operation on a stack under settings. The arms of one comparison share the name of
// their operation and the settings, and are each compared with the first of them, the baseline.
type Arm struct {
	// Operation has its load and the value of the axis filled in. Its name is that of the
	// comparison, which in a sweep ends in the axis and the value.
	Operation Operation
	Settings  Settings
	// Series is the plan's own operation of a sweep, Axis what varies between its comparisons,
	// and Value its value here. Empty: nothing varies.
	Series, Axis, Value string
	// Name tells the arm from the others of its comparison: the stack's, which ends in "-aa"
	// for the A/A control.
	Name string
	// Stack is its name in the plan; "a" or "b" for a stranger's service.
	Stack string
	// Control says that the arm is the A/A control: it repeats another arm of its stack.
	Control bool
	// Target is a stranger's service; nil for our own.
	Target *Target
}

// controlSuffix ends the name of an A/A control.
const controlSuffix = "-aa"

// Contract returns the row of the arm's stack. It is empty for a stranger's service.
func (a Arm) Contract() contract.Stack { return StackOf(a.Stack) }

// OfPairs reports whether the plan compares targets of others, not our own services.
func (p *Plan) OfPairs() bool { return len(p.Pairs) > 0 }

// Arms returns the arms of the plan in order: by operation, value of the axis and stack, with
// the A/A control of each comparison last.
func (p *Plan) Arms() []Arm { return slices.Concat(p.Comparisons()...) }

// Comparisons returns the arms of the plan by comparison.
func (p *Plan) Comparisons() [][]Arm {
	var groups [][]Arm
	for i, op := range p.Operations {
		for _, point := range p.Vary.points() {
			groups = append(groups, p.comparison(i, op, point))
		}
	}
	return groups
}

// comparison returns the arms of one operation at one value of the axis.
func (p *Plan) comparison(i int, op Operation, at point) []Arm {
	arm := Arm{
		Operation: op, Axis: p.Vary.Axis(), Value: at.text,
		Settings: Settings{
			Connections: p.Connections, TLS: p.TLS, Compression: p.Compression, Profile: p.Profile,
			Client: cmp.Or(p.Client, contract.NativeClient), // which the oldest plans do not name
		},
	}
	at.set(&arm.Operation, &arm.Settings)
	if arm.Axis != "" {
		arm.Series, arm.Operation.Name = op.Name, pointName(op.Name, arm.Axis, at.text)
	}
	var arms []Arm
	add := func(stack, suffix string) {
		arm.Stack, arm.Name, arm.Control = stack, stack+suffix, suffix != ""
		if i < len(p.Pairs) {
			arm.Target = p.Pairs[i].target(stack)
		}
		arms = append(arms, arm)
	}
	for _, stack := range p.carriersOf(op) {
		add(stack, "")
	}
	if p.AA != "" {
		add(p.AA, controlSuffix)
	}
	return arms
}

// carriersOf returns the stacks of the plan that carry an operation, the baseline first. Every
// stack carries an operation that is not in the contract, such as that of a pair.
func (p *Plan) carriersOf(op Operation) []string {
	if contract.OperationNamed(op.Operation).Name == "" {
		return p.Stacks
	}
	return slices.DeleteFunc(slices.Clone(p.Stacks), func(stack string) bool { return !Carries(op.Operation, stack) })
}

// target returns the target of a pair that a stack stands for.
func (p *Pair) target(stack string) *Target {
	if stack == pairStacks[0] {
		return &p.B
	}
	return &p.A
}

// pointName returns the name of a comparison at a value of the axis; it becomes part of file
// names.
func pointName(operation, axis, value string) string {
	plain := func(r rune) rune {
		if plainName("x" + string(r)) {
			return r
		}
		return '-'
	}
	value = strings.Replace(value, "%", "pct", 1) // or 5% would be named as 5
	return operation + "-" + axis + "-" + strings.Map(plain, value)
}
