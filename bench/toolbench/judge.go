package toolbench

import (
	"slices"

	"github.com/wiretax/wiretax/bench/stat"
)

// perRequest returns the CPU time of a completed request in seconds, and false without any.
func (s Sample) perRequest() (float64, bool) {
	if s.Completed <= 0 || s.CPUSeconds <= 0 {
		return 0, false
	}
	return s.CPUSeconds / float64(s.Completed), true
}

// PerRequest is the median of the CPU time of a request over the blocks, in seconds.
func (c *Cost) PerRequest() (float64, bool) {
	return median(c.Samples, Sample.perRequest)
}

// Rate is the median of the requests a second.
func (c *Cost) Rate() (float64, bool) {
	return median(c.Samples, func(s Sample) (float64, bool) { return float64(s.Completed) / s.Seconds, s.Seconds > 0 })
}

// Failed counts the requests that failed in all blocks.
func (c *Cost) Failed() (n int64) {
	for _, s := range c.Samples {
		n += s.Failed
	}
	return n
}

// Against compares the CPU time of a request with that of the group's reference, over the blocks
// that have both. Its N is 0 if there is none.
func (g *Group) Against(c *Cost) stat.Comparison {
	i := slices.IndexFunc(g.Costs, func(c Cost) bool { return c.Tool == g.Reference })
	if i < 0 || c.Tool == g.Reference {
		return stat.Comparison{}
	}
	return paired(g.Costs[i].Samples, c.Samples, func(s Sample) int { return s.Block }, Sample.perRequest)
}

// Against compares the p99 of the lag with that of another tool.
func (l *Lag) Against(other *Lag) stat.Comparison {
	return paired(other.Samples, l.Samples, func(s LagSample) int { return s.Block }, func(s LagSample) (float64, bool) { return s.P99, s.P99 > 0 })
}

// P50 and P99 are the medians of the lag's quantiles.
func (l *Lag) P50() (float64, bool) {
	return median(l.Samples, func(s LagSample) (float64, bool) { return s.P50, true })
}
func (l *Lag) P99() (float64, bool) {
	return median(l.Samples, func(s LagSample) (float64, bool) { return s.P99, true })
}

// paired compares b with a over the blocks in which both have a figure.
func paired[S any](a, b []S, block func(S) int, figure func(S) (float64, bool)) stat.Comparison {
	of := make(map[int]float64)
	for _, s := range a {
		if v, ok := figure(s); ok {
			of[block(s)] = v
		}
	}
	var sample stat.Sample
	for _, s := range b {
		v, ok := figure(s)
		if reference, both := of[block(s)]; ok && both {
			sample.A, sample.B = append(sample.A, reference), append(sample.B, v)
		}
	}
	return stat.Judge([]stat.Sample{sample})[0]
}

// median returns the median of the figures that are known, and false if none is.
func median[S any](samples []S, figure func(S) (float64, bool)) (float64, bool) {
	var known []float64
	for _, s := range samples {
		if v, ok := figure(s); ok {
			known = append(known, v)
		}
	}
	if len(known) == 0 {
		return 0, false
	}
	slices.Sort(known)
	middle := len(known) / 2
	if len(known)%2 == 0 {
		return (known[middle-1] + known[middle]) / 2, true
	}
	return known[middle], true
}

// HighestHonest is the highest rate that was held honestly before the first that was not. It is
// false if there is none.
func (r *Rate) HighestHonest() (float64, bool) {
	var highest float64
	for _, s := range r.Steps {
		if !s.Honest {
			break
		}
		highest = s.Offered
	}
	return highest, highest > 0
}

// At returns what the tool held when that share of its life was over, in bytes: of a closed loop
// about that share of its requests. It is 0 if nothing was read.
func (m *Memory) At(share float64) (held int64) {
	if len(m.Readings) == 0 {
		return 0
	}
	when := share * m.Readings[len(m.Readings)-1].AtSeconds
	held = m.Readings[0].Bytes
	for _, r := range m.Readings {
		if r.AtSeconds > when {
			break
		}
		held = r.Bytes
	}
	return held
}
