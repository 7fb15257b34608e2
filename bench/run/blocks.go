package run

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/wiretax/wiretax/bench/generator"
	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/plan"
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
	operation := t.arm.Operation.Name
	if t.arm.beside != "" {
		operation += "-" + t.arm.beside
	}
	name := fmt.Sprintf("b%03d-%s-%s", t.block, operation, t.arm.Name)
	if t.tool != record.Wiretax {
		name += "-" + t.tool
	}
	return name
}

// group names what is measured together with the trial.
func (t task) group() string { return fmt.Sprintf("b%03d-%s", t.block, t.arm.Group) }

// turn is what is measured at the same time: the arms of a group in slices of at least that length, or one
// trial in a whole window, if slice is 0.
type turn struct {
	tasks []task
	slice time.Duration
}

// turns lists the trials of the run in order: block after block, and in each block in a random order
// from the seed.
func (r *runner) turns() []turn {
	var all []turn
	random := rand.New(rand.NewPCG(r.Plan.Seed, 0x6f72646572)) // the stream: "order"
	for block := 1; block <= r.Plan.Blocks; block++ {
		turns := r.block(block)
		random.Shuffle(len(turns), func(i, j int) { turns[i], turns[j] = turns[j], turns[i] })
		position := 0
		for _, turn := range turns {
			for i := range turn.tasks {
				position++
				turn.tasks[i].position = position
			}
		}
		all = append(all, turns...)
	}
	return all
}

// tasks lists the trials of turns.
func tasksOf(turns []turn) (all []task) {
	for _, turn := range turns {
		all = append(all, turn.tasks...)
	}
	return all
}

func (r *runner) block(block int) (turns []turn) {
	for _, group := range r.groups() {
		arms := slices.Clone(group)
		for _, a := range r.emptyRequests {
			if a.Group == group[0].Group {
				arms = append(arms, a)
			}
		}
		turns = append(turns, r.together(block, arms)...)
		for _, a := range group {
			if tool := r.toolFor(a.Stack); tool != "" && a.ByTools && !a.Control && block <= r.Plan.ToolBlocks {
				turns = append(turns, turn{tasks: []task{{block: block, arm: a, tool: tool}}})
			}
		}
	}
	return turns
}

// together returns the turns of arms that belong together: one, if they can be measured in slices.
func (r *runner) together(block int, arms []*arm) (turns []turn) {
	var tasks []task
	for _, a := range arms {
		tasks = append(tasks, task{block: block, arm: a, tool: record.Wiretax})
	}
	if slice, whole := r.sliceOf(arms); whole == "" {
		return []turn{{tasks, slice}}
	}
	return alone(tasks)
}

// alone returns a turn of its own for each task, in a whole window.
func alone(tasks []task) (turns []turn) {
	for _, t := range tasks {
		turns = append(turns, turn{tasks: []task{t}})
	}
	return turns
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

const (
	// leastSlice is the least length of a slice: below it nothing more is gained. leastArrivals is how
	// many requests one has at the least, at the mean.
	leastSlice    = 50 * time.Millisecond
	leastArrivals = 100
)

// placement is on which CPUs a block has its services and its client.
type placement struct{ server, client meter.CPUs }

// placement returns the placement of a block. In every other one services and client change places, so
// that a difference between CPUs is not taken for one between arms or blocks.
func (r *runner) placement(block int) placement {
	if block%2 == 0 && len(r.ServerCPUs) == len(r.ClientCPUs) {
		return placement{r.ClientCPUs, r.ServerCPUs}
	}
	return placement{r.ServerCPUs, r.ClientCPUs}
}

// sliceOf returns the least length of a slice of arms that are to be measured together, or why they are
// measured in whole windows.
func (r *runner) sliceOf(arms []*arm) (length time.Duration, whole string) {
	if r.Plan.Windows == plan.WholeWindows {
		return 0, "the plan says so"
	}
	if address := startedTwice(arms); address != "" {
		return 0, fmt.Sprintf("%s is the address of two services that are started, so they cannot run at the same time; write %s for the port in the URL and in the command that starts it", address, plan.FreePort)
	}
	rate := arms[0].Operation.Rate.PerSecond
	length = max(leastSlice, seconds(leastArrivals/rate))
	if seconds(r.Plan.Window)/length < leastRounds {
		return 0, fmt.Sprintf("at %.3g requests/s a slice of %d requests takes %v, of which the window has fewer than %d",
			rate, leastArrivals, length.Round(time.Millisecond), leastRounds)
	}
	return length, ""
}

// startedTwice returns an address at which the services of two of the arms are started; it is empty if
// there is none.
func startedTwice(arms []*arm) string {
	started := make(map[string]bool)
	for _, a := range arms {
		t := a.Target
		if t == nil || t.Start == "" || t.OnFreePort() {
			continue
		}
		address, err := hostPort(t.URL)
		if err == nil && started[address] {
			return address
		}
		started[address] = true
	}
	return ""
}

// warnOfWhole says which comparisons are measured in whole windows, although the plan does not ask for
// that.
func (r *runner) warnOfWhole() {
	if r.Plan.Windows == plan.WholeWindows {
		return
	}
	for _, arms := range r.groups() {
		if _, why := r.sliceOf(arms); why != "" {
			r.manifest.Warnings = append(r.manifest.Warnings, fmt.Sprintf("%s is measured in whole windows, one arm after the other, so its intervals are wider: %s", arms[0].Group, why))
		}
	}
}

// startAndStop is about how long it takes to start and stop the processes of a trial.
const startAndStop = 300 * time.Millisecond

// expected returns about how long the turns will take.
func (r *runner) expected(turns []turn) (sum time.Duration) {
	for _, turn := range turns {
		n := time.Duration(len(turn.tasks))
		sum += n * (seconds(r.Plan.Warmup+r.Plan.Window) + startAndStop)
		if turn.slice > 0 {
			rounds := seconds(r.Plan.Window) / turn.slice
			sum += rounds * (leastGuard + (n-1)*leastGap)
		}
	}
	return sum
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
