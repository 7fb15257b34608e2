package report

import (
	"slices"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
)

type loadJSON struct {
	Stack    string  `json:"stack"`
	Valid    int     `json:"valid"`
	Trials   int     `json:"trials"`
	Offered  *number `json:"offered_rps"`
	Achieved *number `json:"achieved_rps"`
	Server   *number `json:"server_cpu_share"`
	Client   *number `json:"client_cpu_share"`
	LagP99   *number `json:"worst_lag_p99"`
	// Late counts the valid trials in which the generator was late in the tail, and Arm is the
	// second arm of a stack that ran twice.
	Late int    `json:"late_trials"`
	Arm  string `json:"arm,omitempty"`
	*capacityJSON
}

// capacityJSON is the capacity of an arm, and which share of it the rate is; nil, and so without
// fields, where it was not measured.
type capacityJSON struct {
	RPS   number `json:"capacity_rps"`
	Share number `json:"capacity_share"`
	// The others say how it was measured, and are left out where the manifest does not.
	Client      string   `json:"capacity_client,omitempty"`
	Callers     int      `json:"capacity_callers,omitempty"`
	Probes      []number `json:"capacity_probes_rps,omitempty"`
	ServerShare *number  `json:"capacity_server_cpu_share,omitempty"`
	ClientShare *number  `json:"capacity_client_cpu_share,omitempty"`
	LowerBound  bool     `json:"capacity_lower_bound,omitempty"`
}

func loadsOf(r *judged.Run, op record.Operation) []loadJSON {
	out := []loadJSON{}
	for _, l := range judged.Loads(r) {
		if l.Operation != op.Name {
			continue
		}
		load := loadJSON{
			Stack: l.Stack, Valid: l.Valid, Trials: l.Trials,
			Server: numeral(l.Server), Client: numeral(l.Client), LagP99: numeral(l.LagP99), Late: l.Late,
		}
		if l.Arm == l.Stack {
			load.capacityJSON = capacityOf(r, op, l.Stack)
		} else { // which has the same capacity
			load.Arm = l.Arm
		}
		if l.Valid > 0 {
			load.Offered, load.Achieved = numeral(&l.Offered), numeral(&l.Achieved)
		}
		out = append(out, load)
	}
	return out
}

// capacityOf is that of an operation's arm on a stack; nil where it was not measured.
func capacityOf(r *judged.Run, op record.Operation, stack string) *capacityJSON {
	arms := r.Capacities(op)
	i := slices.IndexFunc(arms, func(a *record.Arm) bool { return a.Stack == stack })
	if i < 0 {
		return nil
	}
	arm := arms[i]
	out := &capacityJSON{RPS: number(arm.CapacityRPS), Share: number(op.Rate.PerSecond / arm.CapacityRPS)}
	measured := r.Record.Manifest.Capacities
	// Arms that differ in their rate alone share a measurement, which names the first of them.
	i = slices.IndexFunc(measured, func(c record.Capacity) bool { return c.Arm == arm.Name && c.RPS == arm.CapacityRPS })
	if i < 0 {
		return out
	}
	c := &measured[i]
	out.Client, out.Callers, out.LowerBound = c.Client, c.Callers, c.LowerBound
	for _, rps := range c.Probes {
		out.Probes = append(out.Probes, number(rps))
	}
	out.ServerShare, out.ClientShare = numeral(c.ServerShare), numeral(&c.ClientShare)
	return out
}
