package reporttest

import (
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// Capacities are those of the stacks, where a plan has shares of them.
var Capacities = map[string]float64{contract.REST: 2500, contract.GRPC: 2000}

// weakest is the least of the capacities.
func weakest() float64 { return Capacities[contract.GRPC] }

// underLoad is what a request costs at a share of capacity: answers take longer the less is left, and
// gRPC, which costs the server half as much again at a light load, costs it less at a heavy one.
func underLoad(c Cost, op record.Operation, stack string) Cost {
	share := op.Rate.Share
	if share == 0 {
		return c
	}
	c.Latency /= 1 - share
	if stack == contract.GRPC {
		c.ServerCPU *= 1.5 - share
		c.Latency *= 1.1 - .2*share
	}
	return c
}

// atLoads is a run of GetBook and Recommend at shares of capacity.
func atLoads(name string, blocks int, shares ...float64) *Lab {
	l := &Lab{Manifest: Manifest(name, blocks), Noise: .02}
	for _, op := range []record.Operation{{Name: contract.GetBook}, {Name: contract.Recommend, Items: 10}} {
		op.Operation = op.Name
		l.Manifest.Plan.Operations = append(l.Manifest.Plan.Operations, op)
	}
	for _, share := range shares {
		l.Manifest.Plan.Vary.Rate = append(l.Manifest.Plan.Vary.Rate, record.Rate{Share: share})
	}
	l.Manifest.Plan.Window = 2
	return l
}

// TwoLoads is a run of a plan like the built-in quick: a light and a busy load.
func TwoLoads() *Lab {
	l := atLoads("quick", 6, .1, .5)
	l.Manifest.Plan.Vary.Client = []string{contract.LeanClient, contract.NativeClient}
	l.Manifest.Plan.Combinations = "judged"
	return l
}

// Profiles is a run of a plan like the built-in standard, with its profiles, of one operation.
func Profiles() *Lab {
	l := atLoads("standard", 6, .1, .5)
	l.Manifest.Plan.Operations = l.Manifest.Plan.Operations[:1]
	l.Manifest.Plan.Vary.Client = []string{contract.LeanClient, contract.NativeClient}
	l.Manifest.Plan.Vary.Profile = contract.Profiles()[:2]
	l.Manifest.Plan.Headline = append(l.Manifest.Plan.Headline, contract.ResponseP90)
	return l
}

// LoadCurve is a run of a plan like the built-in one of that name.
func LoadCurve() *Lab {
	l := atLoads("load-curve", 6, .05, .1, .2, .3, .5, .7, .8, .9)
	l.Manifest.Plan.Client, l.Manifest.Plan.Tools, l.Manifest.Plan.ToolBlocks = contract.LeanClient, nil, 0
	l.Manifest.Plan.Headline = []string{contract.ServerCPU, contract.ResponseP50, contract.ResponseP99}
	l.Manifest.Plan.Window = 4
	l.Change = func(t *record.Trial) {
		t.SegmentsOut, t.SegmentsIn = t.Completed, t.Completed
		if t.Stack == contract.GRPC {
			t.SegmentsOut *= 2 // its probes
		}
	}
	return l
}
