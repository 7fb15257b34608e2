package plan

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// The words that a plan may use.
var (
	operations = []string{"GetBook", "Recommend", "RatingHistory"}
	stacks     = []string{"rest", "grpc"}
	tools      = []string{"ghz", "vegeta"}
	arrivals   = []string{"poisson", "uniform"}
	metrics    = []string{
		"response_p50", "response_p90", "response_p99", "server_cpu", "client_cpu",
		"message_bytes", "request_bytes", "wire_bytes",
	}
)

// Bounds that keep a typing error from running for a day or filling a disk.
const (
	maxRate        = 1e6
	maxBlocks      = 1000
	maxConnections = 10_000
	maxSeconds     = 3600
	maxItems       = 3650
	maxName        = 64
)

// mostItems is how many items the services answer with at the most.
var mostItems = map[string]float64{"Recommend": 100, "RatingHistory": maxItems}

func (p *Plan) setDefaults() {
	p.setPairs()
	setDefault(&p.Seed, 1)
	setDefault(&p.Arrivals, "poisson")
	setDefault(&p.Connections, 16)
	setDefault(&p.Timeout, 2)
	if len(p.Stacks) == 0 {
		p.Stacks = slices.Clone(stacks)
	}
	setDefault(&p.AA, p.Stacks[0])
	if len(p.Tools) > 0 {
		setDefault(&p.ToolBlocks, 1)
	}
	for i := range p.Operations {
		switch op := &p.Operations[i]; op.Name {
		case "Recommend":
			setDefault(&op.Items, 10)
		case "RatingHistory":
			setDefault(&op.Items, 30)
		}
	}
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// validate names the first key that cannot be carried out, its value and the remedy.
func (p *Plan) validate() error {
	if p.Name == "" {
		return fmt.Errorf("name: missing; name the plan")
	}
	if len(p.Name) > maxName || !plainName(p.Name) {
		return fmt.Errorf("name: %q becomes part of a folder's name; use at most %d letters, digits and dashes", p.Name, maxName)
	}
	if err := p.validatePairs(); err != nil {
		return err
	}
	if err := p.validateOperations(); err != nil {
		return err
	}
	for _, check := range []error{
		words("stacks", p.Stacks, p.knownStacks()),
		words("aa", []string{p.AA}, p.Stacks),
		words("arrivals", []string{p.Arrivals}, arrivals),
		words("tools", p.Tools, tools),
		words("headline", p.Headline, metrics),
		within("blocks", float64(p.Blocks), 1, maxBlocks),
		within("connections", float64(p.Connections), 1, maxConnections),
		within("warmup_seconds", p.Warmup, 0.1, maxSeconds),
		within("window_seconds", p.Window, 0.1, maxSeconds),
		within("timeout_seconds", p.Timeout, 0.01, 60),
		within("tool_blocks", float64(p.ToolBlocks), 0, float64(p.Blocks)),
	} {
		if check != nil {
			return check
		}
	}
	if len(p.Stacks) < 2 {
		return fmt.Errorf("stacks: %v is nothing to compare; name two", p.Stacks)
	}
	return nil
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

func (p *Plan) validateOperations() error {
	if len(p.Operations) == 0 {
		return fmt.Errorf("operations: none; name at least one of %s, each with its rate, or pairs of your own", strings.Join(operations, ", "))
	}
	names := make([]string, len(p.Operations))
	for i, op := range p.Operations {
		names[i] = op.Name
	}
	if err := words("operations", names, operations); err != nil && len(p.Pairs) == 0 {
		return err
	}
	for i, op := range p.Operations {
		if err := within(fmt.Sprintf("operations[%d].rate", i), op.Rate, 1, maxRate); err != nil {
			return err
		}
		if len(p.Tools) > 0 && op.Rate != math.Trunc(op.Rate) {
			return fmt.Errorf("operations[%d].rate: the tools take whole numbers only, not %v; use %.0f", i, op.Rate, op.Rate)
		}
		items := fmt.Sprintf("operations[%d].items", i)
		most, has := mostItems[op.Name]
		if !has {
			if op.Items != 0 {
				return fmt.Errorf("%s: %d means nothing to %s; leave it out", items, op.Items, op.Name)
			}
		} else if err := within(items, float64(op.Items), 1, most); err != nil {
			return err
		}
	}
	return nil
}

// words refuses what is not known and what stands twice.
func words(key string, got, known []string) error {
	for i, w := range got {
		if !slices.Contains(known, w) {
			return fmt.Errorf("%s: unknown %q; use %s", key, w, strings.Join(known, ", "))
		}
		if slices.Contains(got[:i], w) {
			return fmt.Errorf("%s: %q stands twice; name each once", key, w)
		}
	}
	return nil
}

func within(key string, value, least, most float64) error {
	if !(value >= least && value <= most) { // also refuses NaN
		decimal := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
		return fmt.Errorf("%s: %s is out of range; use %s to %s", key, decimal(value), decimal(least), decimal(most))
	}
	return nil
}
