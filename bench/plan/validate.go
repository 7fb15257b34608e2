package plan

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/spelling"
)

// tools are the outside generators.
var tools = []string{"ghz", "vegeta"}

// Bounds that keep a typing error from running for a day or filling a disk.
const (
	maxBlocks  = 1000
	maxSeconds = 3600
	maxStreams = 1000
	MaxName    = 64 // letters of the name of a plan, a pair or an operation
)

// setting returns the key of a setting that the plan has, or "". The profile comes last, since the
// outside generators run beside its default.
func setting(p *Plan) string {
	switch {
	case p.varies("tls"):
		return "vary.tls"
	case p.varies("compression"):
		return "vary.compression"
	case p.TLS:
		return "tls"
	case p.Compression != "" && p.Compression != contract.NoCompression:
		return "compression"
	case p.varies("profile"):
		return "vary.profile"
	case p.Profile != "" && p.Profile != contract.DefaultProfile:
		return "profile"
	}
	return ""
}

// validate names every key that cannot be carried out, its value and the remedy.
func validate(p *Plan, given keys) error {
	c := check{given: given}
	switch {
	case p.Name == "":
		c.add(errors.New("name: missing; name the plan"))
	case len(p.Name) > MaxName || !plainName(p.Name):
		c.add(fmt.Errorf("name: %q becomes part of a folder's name; use at most %d letters, digits and dashes", p.Name, MaxName))
	}
	if err := pairsAlone(p, given); err != nil {
		c.add(err)
		return c.problems.Err()
	}
	checkSetTwice(&c, p)
	c.pairs(p)
	c.operations(p)
	checkVary(&c, p)
	c.add(
		validateTools(p),
		words("stacks", p.Stacks, knownStacks(p)),
		words("aa", []string{p.AA}, p.Stacks),
		words("arrivals", []string{p.Arrivals}, contract.Arrivals()),
		words("warmup_until", filled(p.WarmupUntil), []string{Steady}),
		words("windows", filled(p.Windows), []string{SlicedWindows, WholeWindows}),
		words("compression", filled(p.Compression), contract.Compressions()),
		profiles("profile", filled(p.Profile)),
		words("client", filled(p.Client), contract.Clients()),
		words("headline", p.Headline, contract.Metrics()),
		words("combinations", filled(p.Combinations), []string{AllCombinations, JudgedCombinations}),
		c.within("blocks", float64(p.Blocks), 1, maxBlocks),
		c.within("warmup_seconds", p.Warmup, 0.1, maxSeconds),
		c.within("window_seconds", p.Window, 0.1, maxSeconds),
		c.within("timeout_seconds", p.Timeout, 0.01, contract.MostTimeout.Seconds()),
	)
	if !p.varies("connections") {
		c.add(c.within("connections", float64(p.Connections), 1, contract.MostConnections))
	}
	if p.ToolBlocks != 0 { // the most depends on the blocks, which may themselves be wrong at 0
		c.add(c.within("tool_blocks", float64(p.ToolBlocks), 0, float64(p.Blocks)))
	}
	if len(p.Stacks) < 2 {
		c.add(fmt.Errorf("stacks: %v leaves nothing to compare; name two", p.Stacks))
	}
	if len(c.problems) == 0 { // these assume valid words
		c.add(validateCarriers(p), validateSettings(p), validateClient(p), validateFirstItem(p), validateCombinations(p), validateShares(p))
	}
	return c.problems.Err()
}

// profiles rejects profiles that do not exist. The earlier one is read, though no error lists it.
func profiles(key string, got []string) error {
	isEarlier := func(name string) bool { return name == contract.MatchedProfile }
	return words(key, slices.DeleteFunc(slices.Clone(got), isEarlier), contract.Profiles())
}

// filled returns a list of the word, or empty.
func filled(word string) []string {
	if word == "" {
		return nil
	}
	return []string{word}
}

func plainName(name string) bool {
	for i, c := range name {
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		if !letter && (i == 0 || !strings.ContainsRune("-_.", c)) {
			return false
		}
	}
	return true
}

func (c *check) operations(p *Plan) {
	if len(p.Operations) == 0 {
		c.add(fmt.Errorf("operations: none; name at least one of %s, each with its rate, or pairs of your own", strings.Join(operationNames(), ", ")))
	}
	if p.OfPairs() {
		return // they follow from the pairs
	}
	for i, op := range p.Operations {
		if op.Name != "" && slices.ContainsFunc(p.Operations[:i], func(other Operation) bool { return other.Name == op.Name }) {
			c.add(fmt.Errorf("operations: %q appears twice; name each once, and say by its operation what it is", op.Name))
			continue
		}
		c.operation(operationKey(i), &op, p)
	}
}

func operationKey(i int) string { return fmt.Sprintf("operations[%d]", i) }

// validateWork rejects work that cannot be parsed, or that takes longer than a request may.
func (op *Operation) validateWork(key string, timeout float64) error {
	w, err := catalog.ParseWork(op.Work)
	if err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	if took := (w.CPU + w.Wait).Seconds(); took > 0 && took >= timeout {
		return fmt.Errorf("%s: %s takes as long as a request may, timeout_seconds %v; use less, or a longer timeout", key, op.Work, timeout)
	}
	return nil
}

// validateFirstItem rejects a verdict on the first item if no operation has one.
func validateFirstItem(p *Plan) error {
	has := func(op Operation) bool { return contract.OperationNamed(op.Operation).Answers() }
	if slices.Contains(p.Headline, contract.FirstItemP50) && !slices.ContainsFunc(p.Operations, has) {
		return fmt.Errorf("headline: none of the operations has a %s; leave it out", contract.FirstItemP50)
	}
	return nil
}

// operation checks one operation of the plan; the key is its own.
func (c *check) operation(key string, op *Operation, p *Plan) {
	if !p.varies("rate") {
		c.add(c.rate(key+".rate", op.Rate))
	}
	if err := op.validateName(key); err != nil {
		c.add(err)
		return // what else it may have depends on what it is
	}
	known := contract.OperationNamed(op.Operation)
	switch most := known.MostItems; {
	case p.varies("items"): // the values of the axis are checked in their place
	case most > 0:
		c.add(c.within(key+".items", float64(op.Items), 1, float64(most)))
	case op.Items != 0:
		c.add(fmt.Errorf("%s.items: %d does not apply to %s; leave it out", key, op.Items, op.Operation))
	}
	if known.Kind == contract.BidirectionalStream {
		c.add(c.within(key+".streams", float64(op.Streams), 1, maxStreams))
	} else if op.Streams != 0 {
		c.add(fmt.Errorf("%s.streams: %d does not apply to %s; leave it out", key, op.Streams, op.Operation))
	}
	c.add(op.validateShop(key), op.validateWork(key+".work", p.Timeout))
}

// validateName checks the name of an operation, which may differ from the catalog's.
func (op *Operation) validateName(key string) error {
	switch {
	case op.Name == "":
		return fmt.Errorf("%s.name: missing; use %s", key, strings.Join(operationNames(), ", "))
	case op.Name == op.Operation:
		return words("operations", []string{op.Name}, operationNames())
	case len(op.Name) > MaxName || !plainName(op.Name):
		return fmt.Errorf("%s.name: %q becomes part of file names; use at most %d letters, digits and dashes", key, op.Name, MaxName)
	case op.Name == EmptyRequest:
		return fmt.Errorf("%s.name: %q is the empty request; use another name", key, op.Name)
	case slices.Contains(operationNames(), op.Name):
		return fmt.Errorf("%s.name: %q is an operation of its own; use another", key, op.Name)
	}
	return words(key+".operation", []string{op.Operation}, operationNames())
}

// validateTools rejects what the outside generators cannot do as our own engine does it.
func validateTools(p *Plan) error {
	if err := words("tools", p.Tools, tools); err != nil || len(p.Tools) == 0 {
		return err
	}
	key := setting(p)
	if key == "vary.profile" && slices.Contains(p.Vary.Profile, contract.DefaultProfile) {
		key = "" // beside which they run
	}
	if key != "" {
		return fmt.Errorf("tools: %s cannot be set to the plan's %s; leave them out", p.Tools[0], key)
	}
	for i, op := range p.Operations {
		if known := contract.OperationNamed(op.Operation); known.Streams() || known.OfShop() {
			return fmt.Errorf("tools: %s cannot drive operations[%d], %s; leave them out", p.Tools[0], i, op.Operation)
		}
		if rate := op.Rate.PerSecond; rate != math.Trunc(rate) {
			return fmt.Errorf("operations[%d].rate: the tools take whole numbers only, not %v; use %.0f", i, rate, rate)
		}
	}
	for i, r := range p.Vary.Rate {
		if rate := r.PerSecond; rate != math.Trunc(rate) {
			return fmt.Errorf("vary.rate[%d]: the tools take whole numbers only, not %v; use %.0f", i, rate, rate)
		}
	}
	return nil
}

// words rejects unknown and repeated words.
func words(key string, got, known []string) error {
	var problems Problems
	for i, w := range got {
		switch {
		case slices.Contains(got[:i], w):
			problems = append(problems, fmt.Errorf("%s: %q appears twice; name each once", key, w))
		case !slices.Contains(known, w):
			problems = append(problems, fmt.Errorf("%s: unknown %q%s", key, w, meant(w, known, slices.DeleteFunc(slices.Clone(known), isTwin))))
		}
	}
	return problems.Err()
}

// meant returns the remedy for an unknown word: the words that are spelt like it or, if there
// are none, the list of those that may be used.
func meant(word string, known, listed []string) string {
	if close := spelling.Closest(word, known); len(close) > 0 {
		return "; did you mean " + spelling.Or(close) + "?"
	}
	return "; use " + strings.Join(listed, ", ")
}
