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
	"github.com/wiretax/wiretax/bench/process"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/window"
)

// measureShare measures the tasks of a share in slices that alternate, in the worker's process. An error
// means that none was measured.
func (r *runner) measureShare(ctx context.Context, s share, tasks []task, served []process.Chain) (o outcome, err error) {
	var arms []*slicedArm
	for i, t := range tasks {
		arms = append(arms, &slicedArm{task: t, served: served[i], trial: r.blank(t), kept: &record.Histograms{}})
	}
	defer func() {
		for _, a := range arms {
			if a.client != nil {
				err = errors.Join(err, a.client.Close())
			}
		}
	}()
	r.prepareArms(ctx, arms)
	if ctx.Err() != nil {
		return o, ctx.Err()
	}
	ready := slices.DeleteFunc(slices.Clone(arms), func(a *slicedArm) bool { return a.failed != nil })
	p := r.planRounds(ready, s.Slice)
	if err := r.measureRounds(ctx, p); err != nil {
		return o, err
	}
	part, err := record.CreatePart(s.Part)
	if err != nil {
		return o, err
	}
	defer func() { err = errors.Join(err, part.ClosePart()) }()
	for _, a := range arms {
		if a.failed == nil {
			a.failed = r.finish(ctx, a, p)
		}
		failed := ""
		if a.failed != nil {
			failed = a.failed.Error()
		}
		o.Failed, o.Rows = append(o.Failed, failed), append(o.Rows, a.arm.rows)
		if err := part.Add(a.trial, a.kept); err != nil {
			return o, err
		}
	}
	o.Remedies = r.remedies
	return o, nil
}

// prepareArms opens the connections of all arms, and then warms each up.
func (r *runner) prepareArms(ctx context.Context, arms []*slicedArm) {
	for _, a := range arms {
		a.client, a.failed = r.connect(ctx, a.arm.subject, a.served.Front(), a.arm.Settings.Connections)
		if a.failed != nil {
			a.client = nil // not one that holds nil
			continue
		}
		a.trial.Client = a.arm.subject.client()
		a.trial.Target = a.arm.subject.url(a.served.Front())
		a.arm.rows = a.arm.subject.rows(a.served, a.client)
	}
	took, err := meter.TimeFixedWork(slices.Concat(r.ServerCPUs, r.ClientCPUs))
	for _, a := range arms {
		if err == nil { // a container may forbid it; the trials then lack the figure
			a.trial.FixedWorkSeconds = took.Seconds()
		}
		if a.failed == nil {
			a.warm, a.failed = r.warmUp(ctx, a.task, a.client, &a.trial)
		}
	}
}

// measureRounds measures the arms, which have the same arrivals.
func (r *runner) measureRounds(ctx context.Context, p *rounds) error {
	if len(p.arms) == 0 {
		return nil
	}
	schedule, err := r.schedule(p.arms[0].task, r.Plan.Window, window.WindowPhase)
	if err != nil {
		return err
	}
	phase := load.Phase{
		Duration: time.Duration(p.count) * p.length, Timeout: seconds(r.Plan.Timeout),
		FirstSeq: windowSeq, CheckEvery: checkEvery,
	}
	for _, a := range p.arms {
		if a.failed = a.begin(ctx, phase, p.length); a.failed != nil {
			a.ended = true
		}
	}
	return p.measure(ctx, schedule, r.arrivalSeed(p.arms[0].block, roundsPhase))
}

// roundsPhase is the phase from whose seed the orders of the rounds are taken; there are no arrivals
// of it.
const roundsPhase = math.MaxUint64

// finish fills in the trial of an arm and judges it.
func (r *runner) finish(ctx context.Context, a *slicedArm, p *rounds) error {
	trial := &a.trial
	trial.Slices = &record.Slices{Seconds: p.length.Seconds(), GuardSeconds: p.guard.Seconds()}
	r.checkSchedule(a.task, trial)
	m, err := a.sliced.End(ctx, &trial.Window, p.collections.PerByte())
	if err != nil {
		return err
	}
	machine, others := p.surroundings(r, trial, m)
	if m.Gone == nil {
		a.fillService(m)
	}
	trial.ConnectionsOpened = int64(trial.ConnectionsPlanned) + m.After.Opened - m.Before.Opened
	if a.unanswered == mostUnanswered {
		trial.Reasons = append(trial.Reasons, fmt.Sprintf("nothing was answered in %d slices in a row, so there were no more", mostUnanswered))
	}
	r.remedies = append(r.remedies, judge(trial, a.arm.subject.ours(), &m.Result, machine, others, len(r.ClientCPUs))...)
	return nil
}

// surroundings returns what the machine did while all arms were measured, and how much of a CPU went to
// processes that are not part of the run.
func (p *rounds) surroundings(r *runner, trial *record.Trial, m window.Measured) (window.Surroundings, float64) {
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
	busy := fillSystem(trial, m.Before, m.After, took, r.manifest.IdleBusyCPUs)
	machine := window.Around(&block, services, m.Before, m.After, len(r.ClientCPUs)).Of(&trial.Window, len(r.ClientCPUs))
	machine.Shared = r.manifest.Machine.SharedCPUs
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
