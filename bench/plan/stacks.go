package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/contract"
)

// operationNames returns the operations that a plan may name.
func operationNames() []string {
	var names []string
	for _, op := range contract.Operations() {
		if !op.Inner {
			names = append(names, op.Name)
		}
	}
	return names
}

// StackOf returns the row of the stack for a name in a plan.
func StackOf(name string) contract.Stack { return contract.StackNamed(Stack(name)) }

// Carries reports whether an operation exists on a stack, or on its twin.
func Carries(operation, stack string) bool { return StackOf(stack).CarriesOperation(operation) }

// carriers returns the stacks that carry an operation.
func carriers(operation string) []string {
	var names []string
	for _, s := range contract.Stacks() {
		if s.CarriesOperation(operation) {
			names = append(names, s.Name)
		}
	}
	return names
}

// twin marks a stack that repeats another one.
const twin = "-twin"

// Stack returns the name of the stack for a name in a plan, which may be that of a twin.
func Stack(name string) string { return strings.TrimSuffix(name, twin) }

func isTwin(name string) bool { return strings.HasSuffix(name, twin) }

// Measures reports whether the plan measures op on one of its stacks.
func (p *Plan) Measures(op Operation, stack string) bool {
	return p.OfPairs() || Carries(op.Operation, stack)
}

// knownStacks returns the stacks that the plan may name.
func knownStacks(p *Plan) []string {
	if p.OfPairs() {
		return pairStacks
	}
	var known, twins []string
	for _, s := range contract.Stacks() {
		known, twins = append(known, s.Name), append(twins, s.Name+twin)
	}
	return slices.Concat(known, twins)
}

// validateCarriers rejects stacks and operations that would leave nothing to compare.
func validateCarriers(p *Plan) error {
	if p.OfPairs() {
		return nil
	}
	for i, op := range p.Operations {
		all := strings.Join(carriers(op.Operation), ", ")
		if first := p.Stacks[0]; !p.Measures(op, first) {
			return fmt.Errorf("stacks: the others are compared with %s, which does not carry operations[%d], %s; begin with one of %s", first, i, op.Operation, all)
		}
		if !p.Measures(op, p.AA) {
			return fmt.Errorf("aa: %s does not carry operations[%d], %s; use one of %s", p.AA, i, op.Operation, all)
		}
		carrying := slices.DeleteFunc(slices.Clone(p.Stacks), func(stack string) bool { return !p.Measures(op, stack) })
		if len(carrying) < 2 {
			return fmt.Errorf("operations[%d]: of the plan's stacks only %s carries %s; name another of %s, or leave it out", i, carrying[0], op.Operation, all)
		}
	}
	for _, stack := range p.Stacks {
		if !slices.ContainsFunc(p.Operations, func(op Operation) bool { return p.Measures(op, stack) }) {
			return fmt.Errorf("stacks: %s carries none of the operations; leave it out", stack)
		}
	}
	return nil
}
