package judged

import (
	"slices"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// Generated is what one generator found for one operation on one stack: geometric means over
// its valid trials, nil where one of them does not know the value.
type Generated struct {
	Operation, Stack, Tool string
	P50, P90, P99          *float64
	ClientCPU, ServerCPU   *float64
	Achieved               *float64
	// N counts the valid trials.
	N int
	// Missing says why there is no figure.
	Missing Missing
}

// ByGenerator stand in the order of operations, stacks, then our engine and the other tools.
func ByGenerator(r *Run) []Generated {
	var out []Generated
	for _, op := range byTools(r) {
		for _, stack := range r.Carriers(op) {
			out = append(out, generatedBy(r, record.Wiretax, op.Name, stack))
			for _, tool := range r.Plan.Tools {
				if drives(tool, stack) || len(r.trials(tool, op.Name, stack)) > 0 {
					out = append(out, generatedBy(r, tool, op.Name, stack))
				}
			}
		}
	}
	return out
}

// byTools are the operations that the plan's outside generators measure. A folder that does not say
// has them beside all.
func byTools(r *Run) []record.Operation {
	is := func(op record.Operation) bool { return r.Of(op).ByTools }
	if !slices.ContainsFunc(r.Plan.Operations, is) {
		return r.Plan.Operations
	}
	return slices.DeleteFunc(slices.Clone(r.Plan.Operations), func(op record.Operation) bool { return !is(op) })
}

// drives says which stack an outside generator is meant for.
func drives(tool, stack string) bool {
	switch tool {
	case record.Ghz:
		return stack == contract.GRPC
	case record.Vegeta:
		return stack == contract.REST
	}
	return false
}

func generatedBy(r *Run, tool, op, stack string) Generated {
	g := Generated{Operation: op, Stack: stack, Tool: tool}
	trials := r.trials(tool, op, stack)
	valid := slices.DeleteFunc(slices.Clone(trials), func(t *record.Trial) bool { return !t.Valid })
	g.N = len(valid)
	switch {
	case len(trials) == 0:
		g.Missing.Why = NoTrial
	case g.N == 0:
		g.Missing.Why = NoValidTrial
		if len(trials[0].Reasons) > 0 {
			g.Missing.Reason = trials[0].Reasons[0]
		}
	}
	of := func(key string) *float64 {
		m := record.MetricOf(key)
		return geometric(valid, m.Value)
	}
	g.P50, g.P90, g.P99 = of(contract.ResponseP50), of(contract.ResponseP90), of(contract.ResponseP99)
	g.ClientCPU, g.ServerCPU = of(contract.ClientCPU), of(contract.ServerCPU)
	g.Achieved = geometric(valid, func(t *record.Trial) (float64, bool) {
		return t.AchievedRPS, t.AchievedRPS > 0 && finite(t.AchievedRPS)
	})
	return g
}
