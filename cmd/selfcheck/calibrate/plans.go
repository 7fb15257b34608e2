package calibrate

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/contract"
)

// allDesigns are how the windows of a run may be measured, the older first.
var allDesigns = []string{plan.WholeWindows, plan.SlicedWindows}

// stacks are those that are compared with their twins, in turn.
var stacks = []string{contract.REST, contract.GRPC}

// The loads, as shares of capacity.
var (
	light = plan.Rate{Share: 0.1}
	busy  = plan.Rate{Share: 0.5}
)

// atTwoLoads returns the plan with its operations at the light and the busy load, without tools. As in the
// plan quick, answers and the server are judged under the lean client, and the client's CPU time under the
// native one at the light load.
func atTwoLoads(p plan.Plan, blocks int, window time.Duration) (plan.Plan, error) {
	if p.OfPairs() {
		return p, fmt.Errorf("plan %s has pairs, and there is no twin of those; name one with operations", p.Name)
	}
	p.Operations = slices.Clone(p.Operations)
	for i := range p.Operations {
		p.Operations[i].Rate = plan.Rate{}
	}
	p.Vary = plan.Vary{Rate: []plan.Rate{light, busy}, Client: []string{contract.LeanClient, contract.NativeClient}}
	p.Client, p.Combinations = "", plan.JudgedCombinations
	p.Tools, p.ToolBlocks = nil, 0
	if blocks != 0 {
		p.Blocks = blocks
	}
	if window != 0 {
		p.Window = window.Seconds()
	}
	return plan.Complete(p)
}

// inTurn returns the designs in the order of pair i of runs: in every other pair they are swapped, so that
// neither always comes first.
func inTurn(designs []string, i int) []string {
	designs = slices.Clone(designs)
	if i%2 == 1 {
		slices.Reverse(designs)
	}
	return designs
}

// twinned returns the runs that compare a stack with its twin, in order: the designs alternate, and so do
// the stacks. Each has a seed of its own.
func (c *config) twinned() (jobs []job) {
	for i := range c.runs {
		stack := stacks[i%len(stacks)]
		for _, design := range inTurn(c.designs, i/len(stacks)) { // each stack has both orders
			p := c.base
			p.Name = fmt.Sprintf("aa-%03d-%s-%s", i+1, stack, design)
			p.Stacks, p.AA, p.Windows = []string{stack, stack + twin}, stack, design
			p.Seed = uint64(seedStep * (len(jobs) + 1))
			jobs = append(jobs, job{plan: p})
		}
	}
	return jobs
}

// twin ends the name of the second of two stacks that are the same.
const twin = "-twin"

// The seeds of two runs are seedStep apart at the least. Those with planted work have seeds from plantedSeed.
const (
	seedStep    = 1000
	plantedSeed = 10_000_000
)

// planted returns the runs with planted work in order: the designs alternate, and so do the shares.
func (c *config) planted(works []plantedWork) (jobs []job) {
	for i := range c.plantedRuns {
		for k, work := range works {
			for _, design := range inTurn(c.designs, i+k) {
				share := strings.NewReplacer("%", "pct", ".", "-").Replace(plan.Rate{Share: work.Share}.String())
				name := fmt.Sprintf("planted-%s-%03d-%s", share, i+1, design)
				p := c.pair(name, design, work.Work, uint64(plantedSeed+seedStep*len(jobs)))
				jobs = append(jobs, job{p, &works[k]})
			}
		}
	}
	return jobs
}

// pair returns a plan that compares two services of one stack, of which the first does work for every
// request.
func (c *config) pair(name, design, work string, seed uint64) plan.Plan {
	op := contract.OperationNamed(contract.GetBook)
	target := func(work string) plan.Target {
		t := plan.Target{
			URL:   "http://127.0.0.1:" + plan.FreePort + strings.Replace(op.Path, "{id}", "1", 1),
			Start: fmt.Sprintf("%s serve %s --listen 127.0.0.1:%s --admin 127.0.0.1:0", quoted(c.binary), contract.REST, plan.FreePort),
		}
		if work != "" {
			t.Start += " --work " + work
		}
		return t
	}
	return plan.Plan{
		Name: name, Pairs: []plan.Pair{{Name: op.Name, A: target(work), B: target("")}},
		Vary: plan.Vary{Rate: c.base.Vary.Rate}, Client: contract.LeanClient,
		Blocks: c.base.Blocks, Warmup: c.base.Warmup, Window: c.base.Window, Windows: design, Seed: seed,
		Headline: []string{contract.MessageBytes, contract.WireBytes, contract.ResponseP50, contract.ServerCPU},
	}
}

// quoted returns a word for the shell.
func quoted(word string) string { return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" }
