package run

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"time"

	"github.com/wiretax/wiretax/bench/client/anycall"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/pace"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/process"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// LoadConfig says how one target is driven.
type LoadConfig struct {
	Target plan.Target
	// Steps are the rates of an open loop, one after the other, each beginning with
	// nothing in flight. Empty: a closed loop of Callers.
	Steps   []Step
	Callers int
	// Arrivals of the open loop are "poisson" or "uniform".
	Arrivals string
	Seed     uint64
	// Duration and Requests bound the closed loop; 0 is no bound, and one is required.
	Duration time.Duration
	Requests int64
	// Warmup is driven first, in the same way, and counts for nothing. 0: none.
	Warmup time.Duration
	// WarmupUntil is [plan.Steady] where the warm-up goes on until it is steady, at the most
	// 20 times as long. Empty: it does not.
	WarmupUntil string
	Connections int
	Timeout     time.Duration
	// CPUs is how many this process may use.
	CPUs int
	// Interval sees the times of every second of what counts, as [load.Phase.Interval]
	// does. Nil: nobody does.
	Interval func(record.Interval)
	// Notices gets a line where other programs measure when this load begins. Nil: only the
	// result's warnings tell.
	Notices io.Writer
}

// Step is one rate of an open loop. Duration or Requests bound it; the other is 0.
type Step struct {
	Rate     float64
	Duration time.Duration
	Requests int64
}

// Load drives one target and returns what was found, with the times of all steps together.
// Where ctx ends it early the result is partial: it says so, and comes without an error.
func Load(ctx context.Context, c LoadConfig) (_ record.Load, _ record.Times, err error) {
	others := process.Measure()
	defer others.End()
	l := loader{LoadConfig: c, counters: &counters{}, times: record.NewTimes()}
	if err := l.connect(ctx); err != nil {
		return record.Load{}, l.times, Unprepared{err}
	}
	defer func() { err = errors.Join(err, l.client.Close()) }()
	// Not before there is something to measure: bad input gets one line.
	if line := others.Warning(); line != "" && c.Notices != nil {
		fmt.Fprintln(c.Notices, line)
	}
	if err := l.warmUp(ctx); err != nil {
		return record.Load{}, l.times, err
	}
	if err := l.driveAndLook(ctx); err != nil {
		return record.Load{}, l.times, err
	}
	l.tellWarmup()
	if line := others.Warning(); line != "" {
		l.warnings = append(l.warnings, line)
	}
	if remedy := oftenest(l.remedies); remedy != "" {
		l.warnings = append(l.warnings, record.WhatToDo+remedy)
	}
	result, err := l.result()
	return result, l.times, err
}

// loader is a load under way.
type loader struct {
	LoadConfig
	call     *anycall.Call
	client   *anycall.Client
	driven   load.Target // the client, or what looks at its first answer
	counters *counters
	warm     warmup
	// windows are the steps so far, reasons why they may not count, times their sum.
	windows  []record.Window
	reasons  []string
	warnings []string
	remedies []string
	times    record.Times
	next     uint64 // the Seq of the next step's first request
}

// connect makes the requests ready and opens the connections.
func (l *loader) connect(ctx context.Context) (err error) {
	ctx, cancel := limitConnecting(ctx, l.Target.URL, l.Timeout, l.Connections)
	defer cancel()
	if l.call, err = anycall.Prepare(ctx, l.Target, l.Seed); err == nil {
		l.client, err = l.call.Dial(ctx, l.Connections)
	}
	if err = whyUnconnected(ctx, err); err != nil {
		return err
	}
	l.counters.client = l.client
	return nil
}

func (l *loader) warmUp(ctx context.Context) error {
	if l.Warmup == 0 {
		return nil
	}
	if err := l.checkProtocol(ctx); err != nil {
		return err
	}
	warm, err := warmUp(ctx, l.WarmupUntil, l.Warmup, func(stretch, firstSeq uint64) (load.Result, error) {
		phase := load.Phase{Duration: l.Warmup, Timeout: l.Timeout, FirstSeq: firstSeq, CheckEvery: 1}
		if len(l.Steps) == 0 {
			return load.Closed(ctx, l.client, load.Loop{Callers: l.Callers, Spread: min(l.Warmup/4, spread)}, phase)
		}
		arrivals, err := pace.New(l.Arrivals, l.Steps[0].Rate, l.Warmup, pace.Seed(l.Seed, 0, warmupPhase+stretch))
		if err != nil {
			return load.Result{}, err
		}
		return load.Open(ctx, l.client, arrivals, phase)
	})
	if err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	l.Warmup = warm.length
	if said := warm.bound(); said != "" {
		l.warnings = append(l.warnings, said)
	}
	l.warm = warm
	return nil
}

// checkProtocol sends one request before the others. Where it fails because the target speaks
// another protocol, so would they all.
func (l *loader) checkProtocol(ctx context.Context) error {
	asking, cancel := context.WithTimeoutCause(ctx, l.Timeout, fmt.Errorf("no answer within %v", l.Timeout))
	defer cancel()
	if err := l.client.Ask(asking, 0); anycall.WrongProtocol(err) {
		return fmt.Errorf("drive %s: %w", l.Target.URL, err)
	}
	return ctx.Err()
}

// spread is the time over which the callers of a closed loop begin. It is many times what
// a request on the same machine takes, so that they fall out of step.
const spread = 100 * time.Millisecond

// driveAndLook drives all steps. Where there was no warm-up it looks at the first answer.
func (l *loader) driveAndLook(ctx context.Context) error {
	l.driven = l.client
	if l.Warmup > 0 {
		return l.drive(ctx)
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	first := &firstAnswer{Target: l.client, call: l.call, stop: stop}
	l.driven = first
	err := l.drive(ctx)
	first.diagnosing.Wait()
	if cause := context.Cause(ctx); anycall.WrongProtocol(cause) {
		return fmt.Errorf("drive %s: %w", l.Target.URL, cause)
	}
	return err
}

func (l *loader) drive(ctx context.Context) error {
	if len(l.Steps) == 0 {
		return l.measure(ctx, l.blank("closed", l.Duration), func(p load.Phase) (load.Result, error) {
			callers := load.Loop{Callers: l.Callers, Requests: l.Requests}
			if l.Requests == 0 { // or they may all be sent before the last caller begins
				callers.Spread = min(l.Duration/4, spread)
			}
			return load.Closed(ctx, l.driven, callers, p)
		})
	}
	for i, step := range l.Steps {
		if i > 0 && ctx.Err() != nil {
			return nil // a partial result is that of the steps so far
		}
		if err := l.step(ctx, i, step); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) step(ctx context.Context, i int, step Step) error {
	arrivals := func() (*pace.Schedule, error) {
		if step.Requests > 0 {
			return pace.NewCount(l.Arrivals, step.Rate, step.Requests, l.seed(i))
		}
		return pace.New(l.Arrivals, step.Rate, step.Duration, l.seed(i))
	}
	schedule, err := arrivals()
	if err != nil {
		return err
	}
	w := l.blank("open", schedule.Length())
	w.Arrivals, w.ArrivalSeed, w.OfferedRPS = l.Arrivals, l.seed(i), step.Rate
	if l.Arrivals == contract.Poisson {
		fillSchedule(&w, schedule, step.Rate)
		if schedule, err = arrivals(); err != nil {
			return err
		}
	}
	return l.measure(ctx, w, func(p load.Phase) (load.Result, error) { return load.Open(ctx, l.driven, schedule, p) })
}

// seed keeps the arrivals of the steps and the warm-up apart.
func (l *loader) seed(step int) uint64 { return pace.Seed(l.Seed, uint64(step), windowPhase) }

// blank is the window before it is measured.
func (l *loader) blank(mode string, length time.Duration) record.Window {
	return record.Window{
		Target: l.call.URL(), Mode: mode, Client: l.call.Describe(), Seed: l.Seed,
		WarmupSeconds: l.Warmup.Seconds(), DurationSeconds: length.Seconds(),
		ConnectionsPlanned: l.Connections, Warnings: []string{},
	}
}

// measure drives one window from a clean edge to a clean edge.
func (l *loader) measure(ctx context.Context, w record.Window, drive func(load.Phase) (load.Result, error)) error {
	runtime.GC()
	before, err := l.counters.begin(ctx)
	if err != nil {
		return err
	}
	result, err := drive(load.Phase{
		Duration: time.Duration(w.DurationSeconds * float64(time.Second)), Timeout: l.Timeout,
		FirstSeq: l.next, CheckEvery: 1, Interval: l.Interval,
	})
	if err != nil {
		return err
	}
	after, _, err := l.counters.end(ctx)
	if err != nil {
		return err
	}
	fillTimes(&w, &result)
	fillClient(&w, before, after, result.PacerCPU)
	w.ConnectionsOpened = after.opened
	reasons, remedies := judgeWindow(&w, &result, l.CPUs, around(&w, nil, before, after, l.CPUs), failed(&w))
	l.remedies = append(l.remedies, remedies...)
	w.Valid = len(reasons) == 0
	if len(l.Steps) > 1 {
		for i := range reasons {
			reasons[i] = fmt.Sprintf("at %.0f/s: %s", l.Steps[len(l.windows)].Rate, reasons[i])
		}
	}
	l.windows = append(l.windows, w)
	l.reasons = append(l.reasons, reasons...)
	l.times.Merge(result.Times)
	l.next += uint64(result.Requests)
	return nil
}

// result sums the windows up.
func (l *loader) result() (record.Load, error) {
	sum := record.Load{Window: together(l.windows, l.times), TimeoutSeconds: l.Timeout.Seconds()}
	sum.Valid = len(l.reasons) == 0
	// Where requests failed, that is why.
	if redials := sum.ConnectionsOpened - int64(l.Connections); redials > 0 && sum.Errors.Total == 0 {
		cause := "the service closed some"
		if l.call.ClosesConnections() {
			cause = "every request asks for that with Connection: close"
		}
		sum.Warnings = append(sum.Warnings, fmt.Sprintf("%d connections were opened instead of %d: %s", sum.ConnectionsOpened, l.Connections, cause))
	}
	sum.Warnings = append([]string{}, slices.Concat(l.reasons, l.warnings, sum.Warnings)...)
	if len(l.Steps) == 0 {
		sum.Callers = l.Callers
	} else {
		sum.OfferedRPS, sum.Arrivals = &sum.Window.OfferedRPS, &sum.Window.Arrivals
	}
	if len(l.windows) > 1 {
		sum.Steps = l.windows
	}
	var err error
	sum.PeakRSSBytes, err = meter.PeakRSS(os.Getpid())
	return sum, err
}
