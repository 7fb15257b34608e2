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
	// Operation has its load and the values of what varies filled in. Its name is that of the
	// comparison, which ends in those keys and values.
	Operation Operation
	Settings  Settings
	// Planned is the name of the plan's own operation.
	Planned string
	// Axis is the first key that varies, and Value its value here. Conditions are the values of the
	// other keys. Series names the comparisons that differ in their value alone. All are empty if
	// nothing varies.
	Series, Axis, Value string
	Conditions          []Value
	// Group names the arms that are measured together: see [Plan.Groups].
	Group string
	// Judged are the metrics of the headline that are judged in this comparison.
	Judged []string
	// ByTools says that the plan's outside generators measure this comparison too.
	ByTools bool
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

// Arms returns the arms of the plan in order: by operation, by the values of what varies, and by
// stack, with the A/A control of each comparison last.
func (p *Plan) Arms() []Arm { return slices.Concat(p.Comparisons()...) }

// Comparisons returns the arms of the plan by comparison.
func (p *Plan) Comparisons() [][]Arm {
	var all [][]Arm
	for i, op := range p.Operations {
		for _, point := range p.Vary.points() {
			arms := p.comparison(i, op, point)
			if p.Combinations != JudgedCombinations || len(arms[0].Judged) > 0 {
				all = append(all, arms)
			}
		}
	}
	return all
}

// Groups returns the arms of the plan by what is measured together, in the same blocks and rounds:
// the same operation at the same values of all keys but client and profile. A rate that is a share of
// capacity is the same for all arms of a group.
func (p *Plan) Groups() [][]Arm {
	var all [][]Arm
	for _, arm := range p.Arms() {
		if last := len(all) - 1; last >= 0 && all[last][0].Group == arm.Group {
			all[last] = append(all[last], arm)
		} else {
			all = append(all, []Arm{arm})
		}
	}
	return all
}

// comparison returns the arms of one operation at one combination of values.
func (p *Plan) comparison(i int, op Operation, at point) []Arm {
	arm := Arm{
		Operation: op, Planned: op.Name,
		Settings: Settings{
			Connections: p.Connections, TLS: p.TLS, Compression: p.Compression, Profile: p.Profile,
			Client: cmp.Or(p.Client, contract.NativeClient), // which the oldest plans do not name
		},
	}
	at.set(&arm.Operation, &arm.Settings)
	if len(at) > 0 {
		arm.Axis, arm.Value, arm.Conditions = at[0].Key, at[0].Text, at[1:].values()
		arm.Series = nameWith(op.Name, arm.Conditions)
		arm.Operation.Name = nameWith(op.Name, at.values())
	}
	arm.Group = nameWith(op.Name, at.values("client", "profile"))
	arm.Judged, arm.ByTools = judgedAt(p, &arm), toolsDrive(p, &arm)
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

// nameWith returns the name of an operation at values of what varies; it becomes part of file names.
func nameWith(operation string, values []Value) string {
	plain := func(r rune) rune {
		if plainName("x" + string(r)) {
			return r
		}
		return '-'
	}
	for _, v := range values {
		text := strings.Replace(v.Text, "%", "pct", 1) // or 5% would be named as 5
		operation += "-" + v.Key + "-" + strings.Map(plain, text)
	}
	return operation
}
