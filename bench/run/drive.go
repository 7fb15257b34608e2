package run

import (
	"context"
	"errors"
	"slices"

	"github.com/wiretax/wiretax/bench/client"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/pace"
	"github.com/wiretax/wiretax/bench/process"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/window"
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
func (r *runner) drive(ctx context.Context, t task, served process.Chain, trial *record.Trial) (h *record.Histograms, err error) {
	counters := &window.Counters{Served: served}
	client, err := r.connect(ctx, t.arm.subject, served.Front(), t.arm.Settings.Connections)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, closeClient(ctx, trial, served, client.Close)) }()
	counters.Client = client
	trial.Client = t.arm.subject.client()
	if err := r.tell(t.arm, t.arm.subject.rows(served, client)); err != nil {
		return nil, err
	}
	if took, err := meter.TimeFixedWork(slices.Concat(r.ServerCPUs, r.ClientCPUs)); err == nil {
		trial.FixedWorkSeconds = took.Seconds()
	} // a container may forbid it; the trial then lacks the figure

	if _, err := r.warmUp(ctx, t, client, trial); err != nil {
		return nil, err
	}
	arrivals, err := r.schedule(t, r.Plan.Window, window.WindowPhase)
	if err != nil {
		return nil, err
	}
	r.checkSchedule(t, trial)
	h = &record.Histograms{}
	trial.PeakInWindow = served.ResetPeaks()
	m, err := counters.Measure(ctx, &trial.Window, func() (load.Result, error) {
		return load.Open(ctx, client, arrivals, load.Phase{
			Duration: seconds(r.Plan.Window), Timeout: seconds(r.Plan.Timeout),
			FirstSeq: windowSeq, Distinct: t.arm.subject.distinct(), CheckEvery: checkEvery, Interval: h.Keep,
		})
	})
	if err != nil {
		return nil, err
	}
	if m.Gone == nil { // what the client saw of a service that has died still counts
		busy := fillSystem(trial, m.Before, m.After, trial.ElapsedSeconds, r.manifest.IdleBusyCPUs)
		trial.SystemCPUSeconds = &busy
		fillCosts(trial, served, m.Before, m.After)
		fillHops(trial, served, m.Before, m.After)
	}
	trial.ConnectionsOpened = int64(trial.ConnectionsPlanned) + m.After.Opened - m.Before.Opened
	machine := window.Around(&trial.Window, trial.ServerCPUSeconds, m.Before, m.After, len(r.ClientCPUs))
	machine.Shared = r.manifest.Machine.SharedCPUs
	r.remedies = append(r.remedies, judge(trial, t.arm.subject.ours(), &m.Result, machine, othersShare(trial), len(r.ClientCPUs))...)
	return h, keepGoroutines(r.folder, trial, m.Goroutines)
}

// keepGoroutines writes what the client was doing when requests were given up that never ended,
// and names the file in the trial's reasons. There is nothing to keep of other trials.
func keepGoroutines(folder *record.Writer, trial *record.Trial, stacks []byte) error {
	if stacks == nil {
		return nil
	}
	name, err := folder.AddGoroutines(trial.ID, stacks)
	if err == nil {
		trial.Reasons = append(trial.Reasons, "some requests never ended: the stacks of the client's goroutines are in "+name)
	}
	return err
}

// connect opens the connections of a client, which checks every answer.
func (r *runner) connect(ctx context.Context, driven subject, s *process.Service, connections int) (client.Client, error) {
	ctx, cancel := window.LimitConnecting(ctx, s.Name, seconds(r.Plan.Timeout), connections)
	defer cancel()
	client, err := driven.dial(ctx, s, connections)
	return client, window.WhyUnconnected(ctx, err)
}

// warmUp drives the service as the window will, with other arrivals, and checks every
// answer.
func (r *runner) warmUp(ctx context.Context, t task, client client.Client, trial *record.Trial) (window.Warmup, error) {
	warm, err := window.WarmUp(ctx, r.Plan.WarmupUntil, seconds(r.Plan.Warmup), func(stretch, firstSeq uint64) (load.Result, error) {
		arrivals, err := r.schedule(t, r.Plan.Warmup, window.WarmupPhase+stretch)
		if err != nil {
			return load.Result{}, err
		}
		return load.Open(ctx, client, arrivals, load.Phase{
			Duration: seconds(r.Plan.Warmup), Timeout: seconds(r.Plan.Timeout), FirstSeq: firstSeq, CheckEvery: 1,
		})
	})
	trial.WarmupSeconds = warm.Length.Seconds()
	if said := warm.Limit(); said != "" {
		trial.Warnings = append(trial.Warnings, said)
	}
	if said := warm.Failed(); said != "" {
		if !t.arm.subject.ours() && !warm.Wrong() {
			trial.Warnings = append(trial.Warnings, said) // strangers' services may fail now and then
		} else {
			trial.Reasons = append(trial.Reasons, said)
		}
	}
	return warm, err
}

// arrivalSeed returns the seed of a phase's arrivals. All arms of a block have the same.
func (r *runner) arrivalSeed(block int, phase uint64) uint64 {
	return pace.Seed(r.Plan.Seed, uint64(block), phase)
}

// schedule makes the arrivals of a trial's phase.
func (r *runner) schedule(t task, length float64, phase uint64) (*pace.Schedule, error) {
	return pace.New(r.Plan.Arrivals, t.arm.Operation.Rate.PerSecond, seconds(length), r.arrivalSeed(t.block, phase))
}

// checkSchedule compares the window's Poisson gaps with the exponential distribution. A
// seed that fails is still the same for every arm, so it is only a warning.
func (r *runner) checkSchedule(t task, trial *record.Trial) {
	if schedule, err := r.schedule(t, r.Plan.Window, window.WindowPhase); err == nil && r.Plan.Arrivals == contract.Poisson {
		window.FillSchedule(&trial.Window, schedule, t.arm.Operation.Rate.PerSecond)
	}
}
