package tools

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/wiretax/wiretax/bench/toolbench"
)

// rateTools take part in the table of rates.
var rateTools = []string{lean, native, ghz, vegeta}

// shares of the capacity of a service that are offered to it.
var shares = []float64{0.5, 0.7, 0.9}

// leastAchieved is the least share of an offered rate at which a tool that does not judge itself
// counts as having held it. Wiretax asks for the same, and for more.
const leastAchieved = 0.99

// measureRates looks for the highest rate that each tool holds honestly.
func (b *bench) measureRates(ctx context.Context) {
	for p := range protocols {
		for _, kind := range []string{service, answerer} {
			if b.chosen(protocol(p)) && ctx.Err() == nil {
				b.ratesOf(ctx, protocol(p), kind)
			}
		}
	}
}

// ratesOf drives one server with each tool in turn.
func (b *bench) ratesOf(ctx context.Context, p protocol, kind string) {
	j := job{protocol: p, connections: protocols[p].connections[0], length: b.length, warmup: b.warmup}
	w := work(p, kind, j.connections)
	var capacity float64
	rates := b.rates
	s, err := b.serve(ctx, kind, p)
	if err == nil {
		defer s.Stop()
		j.address = s.address
		if kind == service {
			capacity, err = b.capacity(ctx, j)
			rates = nil
			for _, share := range shares {
				rates = append(rates, math.Floor(share*capacity))
			}
		}
	}
	offered := j
	offered.rate = 1 // an open loop
	for _, t := range b.installed(&offered, rateTools...) {
		r := toolbench.Rate{Work: w, Tool: t.name, Capacity: capacity}
		if err != nil {
			r.Fault = err.Error()
		} else {
			b.climb(ctx, t, j, rates, &r)
		}
		if ctx.Err() != nil {
			return
		}
		b.result.Rates = append(b.result.Rates, r)
	}
}

// capacity is how many requests a second a closed loop gets through a service: the most that one of
// wiretax's clients does.
func (b *bench) capacity(ctx context.Context, j job) (most float64, err error) {
	for _, t := range b.installed(&j, lean, native) {
		o, _, failed := b.run(ctx, t, j, 0)
		if failed != nil {
			err = failed
			continue
		}
		most = max(most, float64(o.completed)/o.seconds)
	}
	if most == 0 {
		return 0, fmt.Errorf("look for the capacity: %w", err)
	}
	return most, nil
}

// climb offers the rates until one is not held. That one is tried twice, since the machine may
// have been disturbed.
func (b *bench) climb(ctx context.Context, t *tool, j job, rates []float64, r *toolbench.Rate) {
	const most = 2
	for _, j.rate = range rates {
		var step toolbench.Step
		for attempt := 1; attempt <= most && !step.Honest; attempt++ {
			o, _, err := b.run(ctx, t, j, 0)
			if ctx.Err() != nil {
				return
			}
			step = judge(&j, o, err)
			step.Attempts = attempt
			b.progress(r.Work, t.name, "%.0f/s offered, %.0f/s achieved, %s", step.Offered, step.Achieved, verdict(step))
		}
		if r.Steps = append(r.Steps, step); !step.Honest {
			return
		}
	}
}

func verdict(s toolbench.Step) string {
	if s.Honest {
		return "honest"
	}
	return s.Why
}

// judge says whether a tool held a rate: by its own gates, if it has some, or by what it completed.
func judge(j *job, o outcome, err error) toolbench.Step {
	s := toolbench.Step{Offered: j.rate}
	if err != nil {
		s.Why = err.Error()
		return s
	}
	if l := o.load; l != nil {
		s.Achieved, s.Honest = l.AchievedRPS, l.Valid
		if !s.Honest {
			s.Why = strings.Join(l.Warnings[:min(1, len(l.Warnings))], "")
		}
		return s
	}
	s.Achieved = float64(o.completed) / max(o.seconds, j.length.Seconds())
	switch {
	case o.failed > 0:
		s.Why = fmt.Sprintf("%d of %d requests failed", o.failed, o.completed+o.failed)
	case s.Achieved < leastAchieved*j.rate:
		s.Why = fmt.Sprintf("achieved %.0f of %.0f requests/s offered", s.Achieved, j.rate)
	default:
		s.Honest = true
	}
	return s
}
