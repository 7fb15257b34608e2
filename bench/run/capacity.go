package run

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/wiretax/wiretax/bench/client"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/process"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/window"
)

const (
	// probes is how often each number of callers is tried, in turn, each time for probeLength.
	probes      = 3
	probeLength = 300 * time.Millisecond
	// leastAnswered is the share of the requests of a probe that must be answered rightly.
	leastAnswered = 0.99
	// A service that uses busyServer of its CPUs sets the rate itself. Where its share is not
	// known, a client that uses more than busyClient of its own may be what sets it.
	busyServer = 0.90
	busyClient = 0.80
)

// callersPerConnection are the numbers of callers that are tried: HTTP/1.1 carries one request at a time
// on a connection, but a service of HTTP/2 answers more where more are in flight on each.
var callersPerConnection = []int{1, 4}

// measured tells arms apart whose capacity is not the same: those that differ in their rate
// and client alone have the same.
type measured struct {
	operation plan.Operation
	stack     string
	settings  plan.Settings
	target    *plan.Target
}

func (a *arm) measured() measured {
	op, settings := a.Operation, a.Settings
	op.Name, op.Rate = "", plan.Rate{}
	settings.Client = "" // the fastest is taken
	return measured{op, a.Stack, settings, a.Target}
}

// prober measures capacities, each once.
type prober struct {
	*runner
	known map[measured]record.Capacity
}

// takeShares sets the rates that are shares of capacity. All arms of a group, which are measured
// together, have the same: the share of what the weakest of them can do, which is measured once for
// arms that differ in their rate and client alone.
func (p *prober) takeShares(ctx context.Context) error {
	for _, group := range p.groups() {
		rate := group[0].Operation.Rate
		if rate.Share == 0 {
			continue
		}
		var weakest float64
		for _, a := range group {
			c, err := p.capacity(ctx, a)
			if err != nil {
				return fmt.Errorf("capacity of %s: %w", a.measuredName(), err)
			}
			if weakest == 0 || c.RPS < weakest {
				weakest = c.RPS
			}
		}
		for _, a := range group {
			a.Operation.Rate = rate.Of(weakest)
		}
	}
	for i, a := range p.arms {
		p.manifest.Arms[i].Rate = a.Operation.Rate.PerSecond
		p.manifest.Arms[i].CapacityRPS = p.known[a.measured()].RPS // 0 if it was not measured
	}
	return nil
}

// capacity returns the capacity of an arm, which it measures and keeps if it is not known yet.
func (p *prober) capacity(ctx context.Context, a *arm) (record.Capacity, error) {
	if c, ok := p.known[a.measured()]; ok {
		return c, nil
	}
	c, err := p.measure(ctx, a)
	if err == nil {
		p.known[a.measured()] = c
		p.manifest.Capacities = append(p.manifest.Capacities, c)
		fmt.Fprintf(p.Progress, "capacity of %s: %s\n", a.measuredName(), describeCapacity(&c))
	}
	return c, err
}

// measure measures the capacity of an arm on fresh processes: the highest rate of a closed loop.
func (p *prober) measure(ctx context.Context, a *arm) (c record.Capacity, err error) {
	fastest, kind := a.subject.fastest()
	c = record.Capacity{Comparison: a.Operation.Name, Arm: a.Name, Client: kind}
	served, err := fastest.serve(ctx, p.ServerCPUs)
	if err != nil {
		return c, err
	}
	defer served.Stop()
	within, cancel := served.Within(ctx)
	defer cancel()
	client, err := p.connect(within, fastest, served.Front(), a.Settings.Connections)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, client.Close()) }()
	if err = p.probeAll(within, a, client, served, &c); err != nil && context.Cause(within) != nil {
		err = context.Cause(within)
	}
	return c, err
}

// probe is a short closed loop.
type probe struct {
	rps, clientShare float64
	serverShare      *float64
}

// probeAll fills in what the probes of an arm found, those of the number of callers with the highest
// median.
func (p *prober) probeAll(ctx context.Context, a *arm, client client.Client, served process.Chain, c *record.Capacity) error {
	found := make([][]probe, len(callersPerConnection))
	seq := uint64(0)
	for round := range probes + 1 {
		for i, callers := range callersPerConnection {
			one, requests, err := p.probe(ctx, client, served, callers*a.Settings.Connections, seq)
			if err != nil {
				return err
			}
			if seq += requests; round > 0 { // the first warms up
				found[i] = append(found[i], one)
			}
		}
	}
	for i, callers := range callersPerConnection {
		slices.SortFunc(found[i], func(one, other probe) int { return cmp.Compare(one.rps, other.rps) })
		median := found[i][probes/2]
		if median.rps <= c.RPS {
			continue
		}
		c.Callers, c.RPS = callers*a.Settings.Connections, median.rps
		c.ClientShare, c.ServerShare = median.clientShare, median.serverShare
		c.Probes = nil
		for _, one := range found[i] {
			c.Probes = append(c.Probes, one.rps)
		}
	}
	c.LowerBound = isLowerBound(c.ClientShare, c.ServerShare)
	return nil
}

// isLowerBound reports whether a service may do more than it was asked for, by the shares of their
// CPUs that client and service used.
func isLowerBound(client float64, server *float64) bool {
	if server != nil {
		return *server < busyServer
	}
	return client > busyClient
}

// probe drives a short closed loop and returns what it found and how many requests it sent.
func (p *prober) probe(ctx context.Context, client client.Client, served process.Chain, callers int, firstSeq uint64) (found probe, sent uint64, err error) {
	var w record.Window
	counters := window.Counters{Served: served, Client: client}
	m, err := counters.Measure(ctx, &w, func() (load.Result, error) {
		return load.Closed(ctx, client, load.Loop{Callers: callers}, load.Phase{
			Duration: probeLength, Timeout: seconds(p.Plan.Timeout), FirstSeq: firstSeq, CheckEvery: checkEvery,
		})
	})
	switch {
	case err != nil:
		return found, 0, err
	case ctx.Err() != nil:
		return found, 0, ctx.Err()
	case m.Gone != nil:
		return found, 0, m.Gone
	case float64(w.Completed) < leastAnswered*float64(w.Requests) || w.Completed == 0:
		return found, 0, errors.New(window.FailedHow(&w))
	}
	found.rps = float64(w.Completed) / w.ElapsedSeconds
	found.clientShare, _ = w.CPUShare(w.ClientCPUSeconds, len(p.ClientCPUs))
	var costs record.Trial
	fillCosts(&costs, served, m.Before, m.After)
	if share, known := w.CPUShare(costs.ServerCPUSeconds, len(p.ServerCPUs)); known {
		found.serverShare = &share
	}
	return found, uint64(w.Requests), nil
}

// measuredName names an arm whose capacity is measured, with the values of what varies but rate and
// client, which do not change it.
func (a *arm) measuredName() string {
	name := a.Planned
	for _, v := range append([]plan.Value{{Key: a.Axis, Text: a.Value}}, a.Conditions...) {
		if v.Key != "" && v.Key != "rate" && v.Key != "client" {
			name += ", " + v.Key + " " + v.Text
		}
	}
	return name + " on " + a.Name
}

// describeCapacity says what was found.
func describeCapacity(c *record.Capacity) string {
	least := ""
	if c.LowerBound {
		least = ", a lower bound: the service did not use all of its CPU"
	}
	used := []string{fmt.Sprintf("the %s client used %.0f %% of its CPU", c.Client, c.ClientShare*100)}
	if c.ServerShare != nil {
		used = append(used, fmt.Sprintf("the service %.0f %%", *c.ServerShare*100))
	}
	return fmt.Sprintf("%.0f requests/s with %d in flight; %s%s", c.RPS, c.Callers, strings.Join(used, ", "), least)
}
