package tools

import (
	"context"
	"math/rand/v2"

	"github.com/wiretax/wiretax/bench/toolbench"
)

// group is what several tools do beside each other.
type group struct {
	protocol    protocol
	server      string
	connections int
	tools       []*tool
	// at is the index of the group in the result.
	at int
}

// job is what every tool of a group does.
func (g *group) job(b *bench, address string) job {
	return job{protocol: g.protocol, address: address, connections: g.connections, length: b.length}
}

// groups are those of the table of CPU times, which they begin.
func (b *bench) groups() (groups []*group) {
	for p := range protocols {
		if !b.chosen(protocol(p)) {
			continue
		}
		for _, kind := range []string{service, answerer} {
			for _, connections := range protocols[p].connections {
				g := &group{protocol: protocol(p), server: kind, connections: connections, at: len(b.result.Groups)}
				j := g.job(b, "")
				g.tools = b.installed(&j)
				measured := toolbench.Group{Work: work(g.protocol, kind, connections), Reference: protocols[p].reference}
				for _, t := range g.tools {
					measured.Costs = append(measured.Costs, toolbench.Cost{Tool: t.name})
				}
				b.result.Groups = append(b.result.Groups, measured)
				groups = append(groups, g)
			}
		}
	}
	return groups
}

// measureCPU measures every tool of every group once in each block, so that a disturbance of the
// machine affects few blocks of any group, and all its tools.
func (b *bench) measureCPU(ctx context.Context) {
	groups := b.groups()
	for block := range b.blocks {
		for _, g := range groups {
			b.cpuBlock(ctx, g, block)
		}
	}
}

// cpuBlock measures a group's tools on a fresh server, in random order.
func (b *bench) cpuBlock(ctx context.Context, g *group, block int) {
	if ctx.Err() != nil {
		return
	}
	measured := &b.result.Groups[g.at]
	s, err := b.serve(ctx, g.server, g.protocol)
	if err != nil {
		for i := range measured.Costs {
			measured.Costs[i].Faults = append(measured.Costs[i].Faults, err.Error())
		}
		return
	}
	defer s.Stop()
	order := rand.New(rand.NewPCG(b.seed, uint64(block)<<32|uint64(g.at)))
	for _, i := range order.Perm(len(g.tools)) {
		t, cost := g.tools[i], &measured.Costs[i]
		o, f, err := b.run(ctx, t, g.job(b, s.address), 0)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			cost.Faults = append(cost.Faults, err.Error())
			b.progress(measured.Work, t.name, "%v", err)
			continue
		}
		cost.Samples = append(cost.Samples, toolbench.Sample{
			Block: block + 1, CPUSeconds: f.CPU.Seconds(), Seconds: o.seconds, Completed: o.completed, Failed: o.failed,
		})
		b.progress(measured.Work, t.name, "block %d, %.2f µs of CPU a request, %.0f requests/s", block+1,
			1e6*f.CPU.Seconds()/float64(o.completed), float64(o.completed)/o.seconds)
	}
}
