package report

import "github.com/wiretax/wiretax/bench/toolbench"

// toolsJSON holds the figures of the section of load generators.
type toolsJSON struct {
	File    string           `json:"file"`
	Version string           `json:"version"`
	CPU     []toolCPUJSON    `json:"cpu,omitempty"`
	Rates   []toolRateJSON   `json:"rates,omitempty"`
	Lags    []toolLagJSON    `json:"lags,omitempty"`
	Memory  []toolMemoryJSON `json:"memory,omitempty"`
}

// toolWorkJSON says what a tool did.
type toolWorkJSON struct {
	toolbench.Work
	Tool string `json:"tool"`
}

type toolCPUJSON struct {
	toolWorkJSON
	CPU       *number `json:"cpu_per_request"`
	Reference string  `json:"reference"`
	Ratio     *number `json:"ratio,omitempty"`
	Lo        *number `json:"lo,omitempty"`
	Hi        *number `json:"hi,omitempty"`
	Rate      *number `json:"rate"`
	Errors    int64   `json:"errors"`
	Blocks    int     `json:"blocks"`
}

type toolRateJSON struct {
	toolWorkJSON
	Capacity number  `json:"capacity,omitempty"`
	Highest  *number `json:"highest_honest_rate"`
}

type toolLagJSON struct {
	toolWorkJSON
	Rate   number  `json:"rate"`
	P50    *number `json:"p50"`
	P99    *number `json:"p99"`
	Blocks int     `json:"blocks"`
}

type toolMemoryJSON struct {
	toolWorkJSON
	Requests int64 `json:"requests"`
	Tenth    int64 `json:"bytes_after_tenth"`
	End      int64 `json:"bytes_at_end"`
	Peak     int64 `json:"peak_bytes"`
}

func toolsIn(r *toolbench.Result) *toolsJSON {
	if r == nil {
		return nil
	}
	out := &toolsJSON{File: r.Name, Version: r.Build}
	for i := range r.Groups {
		g := &r.Groups[i]
		for j := range g.Costs {
			out.CPU = append(out.CPU, toolCPU(g, &g.Costs[j]))
		}
	}
	for _, rate := range r.Rates {
		out.Rates = append(out.Rates, toolRateJSON{toolWorkJSON{rate.Work, rate.Tool}, number(rate.Capacity), known(rate.HighestHonest())})
	}
	for _, l := range r.Lags {
		out.Lags = append(out.Lags, toolLagJSON{toolWorkJSON{l.Work, l.Tool}, number(l.Offered), known(l.P50()), known(l.P99()), len(l.Samples)})
	}
	for _, m := range r.Memories {
		out.Memory = append(out.Memory, toolMemoryJSON{toolWorkJSON{m.Work, m.Tool}, m.Completed, m.At(0.1), m.At(1), m.PeakBytes})
	}
	return out
}

func toolCPU(g *toolbench.Group, c *toolbench.Cost) toolCPUJSON {
	f := toolCPUJSON{
		toolWorkJSON: toolWorkJSON{g.Work, c.Tool}, Reference: g.Reference,
		CPU: known(c.PerRequest()), Rate: known(c.Rate()), Errors: c.Failed(), Blocks: len(c.Samples),
	}
	if x := g.Against(c); x.N > 0 && x.Ratio > 0 {
		f.Ratio = numeral(&x.Ratio)
		if x.CI.Known() {
			f.Lo, f.Hi = numeral(&x.CI.Lo), numeral(&x.CI.Hi)
		}
	}
	return f
}

// known returns a figure, and nil without one.
func known(v float64, ok bool) *number {
	if !ok {
		return nil
	}
	return numeral(&v)
}
