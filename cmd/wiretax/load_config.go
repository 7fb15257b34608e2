package main

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/wiretax/wiretax/bench/client/anycall"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/single"
	"github.com/wiretax/wiretax/contract"
)

// Bounds that keep a typing error from running for a day or taking all memory.
const (
	maxLength   = 24 * time.Hour
	maxRequests = 1e9
)

// config checks the flags and returns what they ask for. Errors name the flag.
func (f *loadFlags) config(ctx context.Context, set *pflag.FlagSet) (single.Config, error) {
	c := single.Config{
		Target: f.target, Client: f.client, Arrivals: f.arrivals, Seed: f.seed,
		Warmup: f.warmup, WarmupUntil: f.warmupUntil, Connections: f.connections, Timeout: f.timeout,
	}
	var problems plan.Problems
	_, err := anycall.Parse(ctx, f.target)
	problems.Add(
		err,
		oneLoop(set),
		flagWithin("rate", f.rate, 0.001, contract.MostRate),
		flagWithin("connections", float64(f.connections), 1, contract.MostConnections),
		lengthWithin("duration", f.duration, time.Millisecond, maxLength),
		lengthWithin("warmup", f.warmup, 0, time.Hour),
		checkWarmupUntil(f.warmupUntil, f.warmup),
		lengthWithin("timeout", f.timeout, time.Millisecond, contract.MostTimeout),
	)
	if f.client != single.Auto && !slices.Contains(contract.Clients(), f.client) {
		problems.Add(fmt.Errorf("--client %q is unknown; use auto, lean or native", f.client))
	}
	if !slices.Contains(contract.Arrivals(), f.arrivals) {
		problems.Add(fmt.Errorf("--arrivals %q is unknown; use poisson or uniform", f.arrivals))
	}
	if set.Changed("requests") {
		problems.Add(flagWithin("requests", float64(f.requests), 1, maxRequests))
		f.duration = 0
	}
	if set.Changed("callers") {
		c.Callers, c.Duration, c.Requests = f.callers, f.duration, f.requests
		if !set.Changed("connections") {
			c.Connections = f.callers
		}
		problems.Add(flagWithin("callers", float64(f.callers), 1, contract.MostCallers))
	} else {
		var err error
		c.Steps, err = f.openLoop(set)
		problems.Add(err)
	}
	return c, problems.Err()
}

// checkWarmupUntil checks --warmup-until beside --warmup.
func checkWarmupUntil(until string, warmup time.Duration) error {
	switch {
	case until != "" && until != plan.Steady:
		return fmt.Errorf("--warmup-until %q is unknown; use %s", until, plan.Steady)
	case until != "" && warmup == 0:
		return fmt.Errorf("--warmup-until %s needs a --warmup above 0s, which it repeats", until)
	}
	return nil
}

// oneLoop rejects flags that exclude each other.
func oneLoop(set *pflag.FlagSet) error {
	for _, pair := range [][2]string{
		{"rate", "steps"}, {"rate", "callers"}, {"steps", "callers"},
		{"duration", "requests"}, {"steps", "requests"}, {"arrivals", "callers"},
	} {
		if set.Changed(pair[0]) && set.Changed(pair[1]) {
			return fmt.Errorf("--%s and --%s do not go together; leave one out", pair[0], pair[1])
		}
	}
	return nil
}

// openLoop returns the steps of an open loop, or its one rate.
func (f *loadFlags) openLoop(set *pflag.FlagSet) ([]single.Step, error) {
	if !set.Changed("steps") {
		return []single.Step{{Rate: f.rate, Duration: f.duration, Requests: f.requests}}, nil
	}
	list, each, timed := strings.Cut(f.steps, "@")
	length := f.duration
	if timed {
		var err error
		if length, err = time.ParseDuration(each); err != nil {
			return nil, fmt.Errorf("--steps %s: %q is not a duration; write 1000,2000@10s", f.steps, each)
		}
		if err := lengthWithin("steps", length, time.Millisecond, maxLength); err != nil {
			return nil, err
		}
	}
	var steps []single.Step
	for text := range strings.SplitSeq(list, ",") {
		rate, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if err != nil {
			return nil, fmt.Errorf("--steps %s: %q is not a rate; write 1000,2000@10s", f.steps, text)
		}
		if err := flagWithin("steps", rate, 0.001, contract.MostRate); err != nil {
			return nil, err
		}
		steps = append(steps, single.Step{Rate: rate, Duration: length})
	}
	return steps, nil
}

func flagWithin(flag string, value, least, most float64) error {
	if !(value >= least && value <= most) || math.IsNaN(value) {
		decimal := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
		return fmt.Errorf("--%s %s is out of range; use %s to %s", flag, decimal(value), decimal(least), decimal(most))
	}
	return nil
}

// rateWithin rejects a number out of range. A share is checked with the plan.
func rateWithin(flag string, rate plan.Rate) error {
	if rate.Share != 0 {
		return nil
	}
	return flagWithin(flag, rate.PerSecond, 1, contract.MostRate)
}

// rateFlag is a flag that takes a number or a share of capacity.
type rateFlag struct{ *plan.Rate }

// Set implements a flag's interface.
func (f rateFlag) Set(text string) (err error) {
	*f.Rate, err = plan.ParseRate(text)
	return err
}

// Type implements a flag's interface.
func (f rateFlag) Type() string { return "rate" }

// String implements a flag's interface.
func (f rateFlag) String() string {
	if f.Rate == nil || f.IsZero() {
		return ""
	}
	return f.Rate.String()
}

func lengthWithin(flag string, value, least, most time.Duration) error {
	if value < least || value > most {
		return fmt.Errorf("--%s %v is out of range; use %v to %v", flag, value, least, most)
	}
	return nil
}
