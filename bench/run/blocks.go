package run

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/wiretax/wiretax/bench/generator"
	"github.com/wiretax/wiretax/bench/record"
)

// task is a trial to carry out: an arm, driven by a tool, in a block.
type task struct {
	block, position int
	arm             *arm
	tool            string
}

// id names the trial and its files.
func (t task) id() string {
	name := fmt.Sprintf("b%03d-%s-%s", t.block, t.arm.Operation.Name, t.arm.Name)
	if t.tool != record.Wiretax {
		name += "-" + t.tool
	}
	return name
}

// tasks lists the trials of the run in order: block after block, and in each block the arms in a
// random order from the seed.
func (r *runner) tasks() []task {
	var all []task
	random := rand.New(rand.NewPCG(r.Plan.Seed, 0x6f72646572)) // the stream: "order"
	for block := 1; block <= r.Plan.Blocks; block++ {
		tasks := r.block(block)
		random.Shuffle(len(tasks), func(i, j int) { tasks[i], tasks[j] = tasks[j], tasks[i] })
		for i := range tasks {
			tasks[i].position = i + 1
		}
		all = append(all, tasks...)
	}
	return all
}

func (r *runner) block(block int) []task {
	var tasks []task
	add := func(a *arm, tool string) { tasks = append(tasks, task{block: block, arm: a, tool: tool}) }
	for _, a := range r.arms {
		add(a, record.Wiretax)
		if tool := r.toolFor(a.Stack); tool != "" && !a.Control && block <= r.Plan.ToolBlocks {
			add(a, tool)
		}
	}
	if block <= emptyRequestBlocks(r.Plan.Blocks) {
		for _, a := range r.emptyRequests {
			add(a, record.Wiretax)
		}
	}
	return tasks
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

// startAndStop is about how long a trial takes besides its two phases.
const startAndStop = 300 * time.Millisecond

// expected returns about how long the tasks will take.
func (r *runner) expected(tasks []task) time.Duration {
	return time.Duration(len(tasks)) * (seconds(r.Plan.Warmup+r.Plan.Window) + startAndStop)
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
