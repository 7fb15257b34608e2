package run

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/wiretax/wiretax/bench/generator"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
)

// cell is one trial to be: an operation on an arm, driven by a tool, in a block.
type cell struct {
	block, position int
	operation       plan.Operation
	stack, arm      string
	tool            string
}

// id names the trial and its files.
func (c cell) id() string {
	name := fmt.Sprintf("b%03d-%s-%s", c.block, c.operation.Name, c.arm)
	if c.tool != record.Wiretax {
		name += "-" + c.tool
	}
	return name
}

// secondArm is how the second arm of a stack is named.
const secondArm = "-aa"

// cells lists the trials of the run in the order in which they take place: block after
// block, and in each the arms in an order of their own, from the seed.
func (r *runner) cells() []cell {
	var all []cell
	random := rand.New(rand.NewPCG(r.Plan.Seed, 0x6f72646572)) // the stream: "order"
	for block := 1; block <= r.Plan.Blocks; block++ {
		cells := r.block(block)
		random.Shuffle(len(cells), func(i, j int) { cells[i], cells[j] = cells[j], cells[i] })
		for i := range cells {
			cells[i].position = i + 1
		}
		all = append(all, cells...)
	}
	return all
}

func (r *runner) block(block int) []cell {
	var cells []cell
	add := func(op plan.Operation, stack, arm, tool string) {
		cells = append(cells, cell{block: block, operation: op, stack: stack, arm: arm, tool: tool})
	}
	for _, op := range r.Plan.Operations {
		for _, stack := range r.Plan.Stacks {
			if !r.Plan.Measures(op, stack) {
				continue
			}
			add(op, stack, stack, record.Wiretax)
			if tool := r.toolFor(stack); tool != "" && block <= r.Plan.ToolBlocks {
				add(op, stack, stack, tool)
			}
		}
		add(op, r.Plan.AA, r.Plan.AA+secondArm, record.Wiretax)
	}
	if block <= r.floorBlocks() {
		for _, stack := range r.Plan.Stacks {
			add(r.floor(), stack, stack, record.Wiretax)
		}
	}
	return cells
}

// toolFor returns the tool of the plan that drives the stack and was found, or "".
func (r *runner) toolFor(stack string) string {
	for _, name := range r.Plan.Tools {
		tool, err := generator.Named(name)
		if err == nil && r.tools[name] != "" && tool.Drives(stack) {
			return name
		}
	}
	return ""
}

// startAndStop is about what a trial takes beside its two phases.
const startAndStop = 300 * time.Millisecond

// expected is about how long the cells will take.
func (r *runner) expected(cells []cell) time.Duration {
	return time.Duration(len(cells)) * (seconds(r.Plan.Warmup+r.Plan.Window) + startAndStop)
}

// findTools looks the plan's tools up and says in the manifest which are missing.
func (r *runner) findTools() {
	r.tools = make(map[string]string)
	for _, name := range r.Plan.Tools {
		tool, err := generator.Named(name)
		if err == nil {
			r.tools[name], err = tool.Find()
		}
		if err != nil {
			r.manifest.Warnings = append(r.manifest.Warnings, err.Error()+"; make build in a clone makes it")
			continue
		}
		r.manifest.Build.Tools = append(r.manifest.Build.Tools, record.Module{Path: name, Version: generator.Version(r.tools[name])})
	}
}
