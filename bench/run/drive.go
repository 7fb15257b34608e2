package run

import (
	"context"
	"errors"
	"net"
	"runtime"
	"slices"

	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/pace"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/target"
	"github.com/wiretax/wiretax/contract"
)

// checkEvery is how many requests of a window have one fully checked.
const checkEvery = 100

// windowSeq is the first Seq of a window, far from those of the warm-up, and a multiple of
// the number of the catalog's requests.
const windowSeq = 1 << 40

// drive measures a trial with our own engine: all connections are opened, a warm-up checks
// every answer, everything in flight ends, and then the window is measured from a clean
// edge to a clean edge.
func (r *runner) drive(ctx context.Context, c cell, served topology, trial *record.Trial) (h *record.Histograms, err error) {
	counters := &counters{served: served}
	client, err := r.connect(ctx, c, served.front(), counters.closing)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, client.Close()) }()
	counters.client = client
	trial.Client = r.side(c).client()
	if spin, err := meter.TimeFixedWork(slices.Concat(r.ServerCPUs, r.ClientCPUs)); err == nil {
		trial.SpinSeconds = spin.Seconds()
	} // a container may forbid it; the figure is then not there

	if err := r.warmUp(ctx, c, client, trial); err != nil {
		return nil, err
	}
	arrivals, err := r.schedule(c, r.Plan.Window, windowPhase)
	if err != nil {
		return nil, err
	}
	r.checkSchedule(c, trial)
	runtime.GC() // so that every window begins with the same heap
	before, err := counters.begin(ctx)
	if err != nil {
		return nil, err
	}
	h = &record.Histograms{}
	result, err := load.Open(ctx, client, arrivals, load.Phase{
		Duration: seconds(r.Plan.Window), Timeout: seconds(r.Plan.Timeout),
		FirstSeq: windowSeq, CheckEvery: checkEvery, Interval: h.Keep,
	})
	if err != nil {
		return nil, err
	}
	after, gone, err := counters.end(ctx)
	if err != nil {
		return nil, err
	}
	fillTimes(&trial.Window, &result)
	fillClient(&trial.Window, before, after, result.PacerCPU)
	if gone == nil { // what the client saw of a service that has died still counts
		fillSystem(trial, before, after, r.manifest.IdleBusyCPUs)
		served.fillCosts(trial, before, after)
		served.fillLegs(trial, before, after)
	}
	trial.ConnectionsOpened = int64(trial.ConnectionsPlanned) + after.opened - before.opened
	r.judge(trial, &result, around(&trial.Window, trial.ServerCPUSeconds, before, after, len(r.ClientCPUs)))
	return h, nil
}

// connect opens the connections of a trial's client, which checks every answer.
func (r *runner) connect(ctx context.Context, c cell, s *service, beforeClose func(*net.TCPConn)) (target.Client, error) {
	ctx, cancel := limitConnecting(ctx, s.name, seconds(r.Plan.Timeout), r.Plan.Connections)
	defer cancel()
	client, err := r.side(c).dial(ctx, s, r.Plan.Connections, beforeClose)
	return client, whyUnconnected(ctx, err)
}

// warmUp drives the service as the window will, with other arrivals, and checks every
// answer.
func (r *runner) warmUp(ctx context.Context, c cell, client target.Client, trial *record.Trial) error {
	warm, err := warmUp(ctx, r.Plan.WarmupUntil, seconds(r.Plan.Warmup), func(stretch, firstSeq uint64) (load.Result, error) {
		arrivals, err := r.schedule(c, r.Plan.Warmup, warmupPhase+stretch)
		if err != nil {
			return load.Result{}, err
		}
		return load.Open(ctx, client, arrivals, load.Phase{
			Duration: seconds(r.Plan.Warmup), Timeout: seconds(r.Plan.Timeout), FirstSeq: firstSeq, CheckEvery: 1,
		})
	})
	trial.WarmupSeconds = warm.length.Seconds()
	if said := warm.bound(); said != "" {
		trial.Warnings = append(trial.Warnings, said)
	}
	if said := warm.failed(); said != "" {
		if len(r.Plan.Pairs) > 0 && wrong(warm.failures) == 0 {
			trial.Warnings = append(trial.Warnings, said) // strangers' services may fail now and then
		} else {
			trial.Reasons = append(trial.Reasons, said)
		}
	}
	return err
}

// The phases of a trial have arrivals of their own: the window, and each stretch of the
// warm-up.
const (
	windowPhase uint64 = iota
	warmupPhase        // and the following numbers
)

// arrivalSeed is the seed of a phase's arrivals. All arms of a block have the same.
func (r *runner) arrivalSeed(block int, phase uint64) uint64 {
	return pace.Seed(r.Plan.Seed, uint64(block), phase)
}

// schedule makes the arrivals of a trial's phase.
func (r *runner) schedule(c cell, length float64, phase uint64) (*pace.Schedule, error) {
	return pace.New(r.Plan.Arrivals, c.operation.Rate, seconds(length), r.arrivalSeed(c.block, phase))
}

// checkSchedule compares the window's Poisson gaps with the exponential distribution. A
// seed that fails is still the same for every arm, so it is only a warning.
func (r *runner) checkSchedule(c cell, trial *record.Trial) {
	if schedule, err := r.schedule(c, r.Plan.Window, windowPhase); err == nil && r.Plan.Arrivals == contract.Poisson {
		fillSchedule(&trial.Window, schedule, c.operation.Rate)
	}
}
