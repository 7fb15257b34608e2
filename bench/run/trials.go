package run

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/window"
)

// measure measures the arms in slices that alternate. An error means that none was measured.
func (w *worker) measure(ctx context.Context) (o outcome, err error) {
	defer func() {
		for _, a := range w.arms {
			if a.client != nil {
				err = errors.Join(err, a.client.Close())
			}
		}
	}()
	w.prepare(ctx)
	if ctx.Err() != nil {
		return o, ctx.Err()
	}
	ready := slices.DeleteFunc(slices.Clone(w.arms), func(a *slicedArm) bool { return a.failed != nil })
	p := w.planRounds(ready)
	if err := w.measureRounds(ctx, p); err != nil {
		return o, err
	}
	part, err := record.CreatePart(w.share.Part)
	if err != nil {
		return outcome{Unrecorded: err.Error()}, nil
	}
	defer func() { err = errors.Join(err, part.ClosePart()) }()
	for _, a := range w.arms {
		if a.failed == nil {
			a.failed = w.sumUp(ctx, a, p)
		}
	}
	fillOtherMeans(w.arms)
	for _, a := range w.arms {
		if a.failed == nil {
			w.judge(a, p)
		}
	}
	for _, a := range w.arms { // what this costs the services is in no trial
		if err := a.closeClient(ctx); err != nil {
			return o, err
		}
		if err := keepGoroutines(part, &a.trial, a.measured.Goroutines); err != nil {
			return outcome{Unrecorded: err.Error()}, nil
		}
		failed := ""
		if a.failed != nil {
			failed = a.failed.Error()
		}
		o.Failed, o.Rows = append(o.Failed, failed), append(o.Rows, a.arm.rows)
		if err := part.Add(a.trial, a.kept); err != nil {
			return outcome{Unrecorded: err.Error()}, nil
		}
	}
	o.Remedies = w.remedies
	return o, nil
}

// closeClient closes the client, if it is open, and reads the memory of the services meanwhile.
func (a *slicedArm) closeClient(ctx context.Context) error {
	if a.client == nil {
		return nil
	}
	closing := a.client.Close
	a.client = nil
	return closeClient(ctx, &a.trial, a.served, closing)
}

// prepare opens the connections of all arms, and then warms each up.
func (w *worker) prepare(ctx context.Context) {
	for _, a := range w.arms {
		a.client, a.failed = w.connect(ctx, a.arm.subject, a.served.Front(), a.arm.Settings.Connections)
		if a.failed != nil {
			a.client = nil // not one that holds nil
			continue
		}
		if a.failed = w.useAll(ctx, a); a.failed != nil {
			continue
		}
		a.trial.Client = a.arm.subject.client()
		a.trial.Target = a.arm.subject.url(a.served.Front())
		a.arm.rows = a.arm.subject.rows(a.served, a.client)
	}
	took, err := meter.TimeFixedWork(slices.Concat(w.ServerCPUs, w.ClientCPUs))
	for _, a := range w.arms {
		if err == nil { // a container may forbid it; the trials then lack the figure
			a.trial.FixedWorkSeconds = took.Seconds()
		}
		if a.failed == nil {
			a.warm, a.failed = w.warmUp(ctx, a.task, a.client, &a.trial)
		}
	}
}

// useAll sends requests over every connection. A service may close one over which nothing comes soon, and
// the client takes the same ones first until they are busy: with more callers than connections all are. What
// fails shows in the warm-up.
func (w *worker) useAll(ctx context.Context, a *slicedArm) error {
	const spare, each = 16, 8 // callers beyond the connections, and requests of each
	callers := a.arm.Settings.Connections + spare
	_, err := load.Closed(ctx, a.client, load.Loop{Callers: callers, Requests: int64(each * callers)}, load.Phase{
		Duration: mostUseAll, Timeout: seconds(w.Plan.Timeout), CheckEvery: 1, Distinct: a.arm.subject.distinct(),
	})
	return err
}

// mostUseAll bounds how long requests are sent over every connection.
const mostUseAll = 500 * time.Millisecond

// measureRounds measures the arms, which have the same arrivals.
func (w *worker) measureRounds(ctx context.Context, p *rounds) error {
	if len(p.arms) == 0 {
		return nil
	}
	schedule, err := w.schedule(p.arms[0].task, w.Plan.Window, window.WindowPhase)
	if err != nil {
		return err
	}
	phase := load.Phase{
		Duration: time.Duration(p.count) * p.length, Timeout: seconds(w.Plan.Timeout),
		FirstSeq: windowSeq, CheckEvery: checkEvery,
	}
	for _, a := range p.arms {
		a.trial.PeakInWindow = a.served.ResetPeaks()
		phase.Distinct = a.arm.subject.distinct()
		if a.failed = a.begin(ctx, phase, p.length); a.failed != nil {
			a.ended = true
		}
	}
	return p.measure(ctx, schedule, w.arrivalSeed(p.arms[0].block, roundsPhase))
}

// roundsPhase is the phase from whose seed the orders of the rounds are taken; there are no arrivals
// of it.
const roundsPhase = math.MaxUint64

// sumUp fills in the trial of an arm.
func (w *worker) sumUp(ctx context.Context, a *slicedArm, p *rounds) (err error) {
	trial := &a.trial
	trial.Slices = &record.Slices{Seconds: p.length.Seconds(), GuardSeconds: p.guard.Seconds()}
	w.checkSchedule(a.task, trial)
	if a.measured, err = a.sliced.End(ctx, &trial.Window, p.collections.PerByte()); err != nil {
		return err
	}
	if m := a.measured; m.Gone == nil {
		a.fillService(m)
	}
	return nil
}

// fillOtherMeans fills in the mean service times of the other arms that were measured, in each part.
func fillOtherMeans(arms []*slicedArm) {
	for _, a := range arms {
		if a.failed != nil {
			continue
		}
		means := make([]float64, len(a.trial.SliceMeans))
		for i := range means {
			var sum, n float64
			for _, b := range arms {
				if b != a && b.failed == nil && i < len(b.trial.SliceMeans) && b.trial.SliceMeans[i] > 0 {
					sum += math.Log(b.trial.SliceMeans[i])
					n++
				}
			}
			if n > 0 {
				means[i] = math.Exp(sum / n)
			}
		}
		a.trial.Slices.OtherMeans = means
	}
}

// judge judges the trial of an arm.
func (w *worker) judge(a *slicedArm, p *rounds) {
	trial, m := &a.trial, a.measured
	machine, others := w.surroundings(p, trial, m)
	trial.ConnectionsOpened = int64(trial.ConnectionsPlanned) + m.After.Opened - m.Before.Opened
	if a.unanswered == mostUnanswered {
		trial.Reasons = append(trial.Reasons, fmt.Sprintf("nothing was answered in %d slices in a row, so there were no more", mostUnanswered))
	}
	w.remedies = append(w.remedies, judge(trial, a.arm.subject.ours(), &m.Result, machine, others, len(w.ClientCPUs))...)
}

// surroundings returns what the machine did while all arms were measured, and how much of a CPU went to
// processes that are not part of the run.
func (w *worker) surroundings(p *rounds, trial *record.Trial, m window.Measured) (window.Surroundings, float64) {
	took, client, pacer := p.took.Seconds(), p.client.Seconds(), 0.0
	block := record.Window{ElapsedSeconds: took, ClientCPUSeconds: &client, PacerCPUSeconds: &pacer}
	var services *float64
	known := 0.0
	for _, a := range p.arms {
		if a.clocks == nil {
			continue
		}
		known += a.total().Seconds()
		services = &known
	}
	busy := fillSystem(trial, m.Before, m.After, took, w.manifest.IdleBusyCPUs)
	machine := window.Around(&block, services, m.Before, m.After, len(w.ClientCPUs)).Of(&trial.Window, len(w.ClientCPUs))
	machine.Shared = w.manifest.Machine.SharedCPUs
	if services == nil {
		return machine, 0
	}
	return machine, max(0, (busy-known-client)/took)
}

// total returns what the services of the arm used in all slices.
func (a *slicedArm) total() time.Duration {
	sum := a.idle
	for _, used := range a.used {
		sum += used
	}
	return sum
}

// fillService fills in what the services of the arm used.
func (a *slicedArm) fillService(m window.Measured) {
	if a.clocks != nil {
		fillUsed(&a.trial, a.served, a.used, m.After)
		idle := a.idle.Seconds()
		a.trial.Slices.IdleCPUSeconds, a.trial.Slices.IdleSeconds = &idle, a.idleTime.Seconds()
		a.trial.Slices.BusyIdle = a.busyIdle
	}
	fillHops(&a.trial, a.served, m.Before, m.After)
}
