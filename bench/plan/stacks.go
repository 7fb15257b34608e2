package plan

import (
	"fmt"
	"slices"
	"strings"
)

// The operations and stacks that a plan may name.
var (
	unary      = []string{"GetBook", "Recommend", "RatingHistory"}
	streaming  = []string{"ListBooks", "UploadBookRatings", "RealtimeRecommendations"}
	operations = slices.Concat(unary, streaming, shop)
	// whole are the stacks that carry whole answers, direct all on which a client asks the
	// service itself.
	whole  = []string{"rest", "grpc", "rest-h2", "rest-pb", "rest-h2-pb", "grpc-json"}
	direct = slices.Concat(whole, []string{lines})
	stacks = slices.Concat(direct, gateways)
	// defaultStacks are the two that everybody asks about.
	defaultStacks = []string{"rest", "grpc"}
	// talking are the stacks that can answer while a request goes on.
	talking = []string{"rest", "grpc", "grpc-json"}
)

// lines is REST's own way to stream: JSON, one message a line.
const lines = "rest-ndjson"

// Streams says whether an operation of the catalog is a stream of messages.
func Streams(operation string) bool { return slices.Contains(streaming, operation) }

// Travels says whether an operation exists on a stack, or on its twin.
func Travels(operation, stack string) bool { return slices.Contains(waysOf(operation), Stack(stack)) }

// waysOf are the stacks that an operation exists on.
func waysOf(operation string) []string {
	switch {
	case operation == "RealtimeRecommendations":
		return talking
	case slices.Contains(streaming, operation):
		return direct
	case operation == "Recommend":
		return slices.Concat(whole, gateways)
	case slices.Contains(unary, operation):
		return whole
	case slices.Contains(shop, operation):
		return defaultStacks
	}
	return nil
}

// twin marks a stack that is another one again.
const twin = "-twin"

// Stack is the stack that a name of a plan's stands for: itself, or that of its twin.
func Stack(name string) string { return strings.TrimSuffix(name, twin) }

func isTwin(name string) bool { return strings.HasSuffix(name, twin) }

// Measures says whether the plan measures op on one of its stacks.
func (p *Plan) Measures(op Operation, stack string) bool {
	return len(p.Pairs) > 0 || Travels(op.Operation, stack)
}

// knownStacks are the stacks that the plan may name.
func (p *Plan) knownStacks() []string {
	if len(p.Pairs) > 0 {
		return pairStacks
	}
	known := slices.Clone(stacks)
	for _, stack := range stacks {
		known = append(known, stack+twin)
	}
	return known
}

// validateTravels refuses what would leave nothing to compare.
func (p *Plan) validateTravels() error {
	if len(p.Pairs) > 0 {
		return nil
	}
	for i, op := range p.Operations {
		ways := strings.Join(waysOf(op.Operation), ", ")
		if first := p.Stacks[0]; !p.Measures(op, first) {
			return fmt.Errorf("stacks: the others are compared with %s, which does not carry operations[%d], %s; begin with one of %s", first, i, op.Operation, ways)
		}
		if !p.Measures(op, p.AA) {
			return fmt.Errorf("aa: %s does not carry operations[%d], %s; use one of %s", p.AA, i, op.Operation, ways)
		}
		carrying := slices.DeleteFunc(slices.Clone(p.Stacks), func(stack string) bool { return !p.Measures(op, stack) })
		if len(carrying) < 2 {
			return fmt.Errorf("operations[%d]: of the plan's stacks only %s carries %s; name another of %s, or leave it out", i, carrying[0], op.Operation, ways)
		}
	}
	for _, stack := range p.Stacks {
		if !slices.ContainsFunc(p.Operations, func(op Operation) bool { return p.Measures(op, stack) }) {
			return fmt.Errorf("stacks: %s carries none of the operations; leave it out", stack)
		}
	}
	return nil
}
