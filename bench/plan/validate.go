package plan

import (
	"fmt"
	"slices"
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
)

func (p *Plan) setDefaults() {
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
	if strings.ContainsAny(p.Name, "/\\ \t\n") || strings.HasPrefix(p.Name, ".") {
		return fmt.Errorf("name: %q becomes part of a folder's name; use letters, digits and dashes", p.Name)
	}
	if err := p.validateOperations(); err != nil {
		return err
	}
	for _, check := range []error{
		words("stacks", p.Stacks, stacks),
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

func (p *Plan) validateOperations() error {
	if len(p.Operations) == 0 {
		return fmt.Errorf("operations: none; name at least one of %s, each with its rate", strings.Join(operations, ", "))
	}
	names := make([]string, len(p.Operations))
	for i, op := range p.Operations {
		names[i] = op.Name
		if op.Name == "" {
			return fmt.Errorf("operations[%d].name: missing; use one of %s", i, strings.Join(operations, ", "))
		}
		if err := within(fmt.Sprintf("operations[%d].rate", i), op.Rate, 1, maxRate); err != nil {
			return err
		}
		most := map[string]float64{"Recommend": 100, "RatingHistory": maxItems}[op.Name]
		if err := within(fmt.Sprintf("operations[%d].items", i), float64(op.Items), min(1, most), most); err != nil {
			return err
		}
	}
	return words("operations", names, operations)
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
		return fmt.Errorf("%s: %v is out of range; use %v to %v", key, value, least, most)
	}
	return nil
}
