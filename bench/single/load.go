// Package single drives one target of any service and says what was found: an open loop at one
// rate or at several in turn, or a closed loop.
package single

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/wiretax/wiretax/bench/client/anycall"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/process"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/window"
	"github.com/wiretax/wiretax/terminal"
)

// Config says how one target is driven.
type Config struct {
	Target plan.Target
	// Client is one of [contract.Clients], or [Auto], for which empty stands too.
	Client string
	// Steps are the rates of an open loop, one after the other. Each begins when nothing is in
	// flight. Empty: a closed loop of Callers.
	Steps   []Step
	Callers int
	// Arrivals of the open loop are "poisson" or "uniform".
	Arrivals string
	Seed     uint64
	// Duration and Requests limit the closed loop; 0 is no limit, and one limit is required.
	Duration time.Duration
	Requests int64
	// Warmup is driven first, in the same way, and counts for nothing. 0: none.
	Warmup time.Duration
	// WarmupUntil is [plan.Steady] to repeat the warm-up until it is steady, at most 20 times.
	// Empty: it is not repeated.
	WarmupUntil string
	Connections int
	Timeout     time.Duration
	// CPUs is how many this process may use.
	CPUs int
	// Interval sees the times of each second of what counts; see [load.Phase.Interval]. It may
	// be nil.
	Interval func(record.Interval)
	// Progress gets a line if other programs measure when the load begins, and, if it is a
	// terminal, shows how far the load is. It may be nil.
	Progress io.Writer
}

// Step is one rate of an open loop. Either Duration or Requests limits it; the other is 0.
type Step struct {
	Rate     float64
	Duration time.Duration
	Requests int64
}

// Load drives one target and returns what was found, with the times of all steps together. If ctx
// ends it early, the result says that it is partial, and there is no error. The error is
// [window.Unprepared] if the load could not begin.
func Load(ctx context.Context, c Config) (_ record.Load, _ record.Times, err error) {
	others := process.Measure()
	defer others.End()
	p := newProgress(c, terminal.Is(c.Progress))
	defer p.end()
	c.Interval = p.after(c.Interval)
	l := loader{Config: c, counters: &window.Counters{}, times: record.NewTimes()}
	if err := l.connect(ctx); err != nil {
		return record.Load{}, l.times, window.Unprepared{Err: err}
	}
	defer func() { err = errors.Join(err, l.client.Close()) }()
	// Not earlier: for bad input only the error is printed.
	if line := others.Warning(); line != "" && c.Progress != nil {
		fmt.Fprintln(c.Progress, line)
	}
	if err := l.warmUp(ctx); err != nil {
		return record.Load{}, l.times, err
	}
	if err := l.driveAndDiagnose(ctx); err != nil {
		return record.Load{}, l.times, err
	}
	l.reportWarmup()
	if line := others.Warning(); line != "" {
		l.warnings = append(l.warnings, line)
	}
	if remedy := window.Oftenest(l.remedies); remedy != "" {
		l.warnings = append(l.warnings, record.WhatToDo+remedy)
	}
	result, err := l.result()
	return result, l.times, err
}

// loader is a load that is in progress.
type loader struct {
	Config
	call     *anycall.Call
	client   anycall.Driver
	chosen   choice
	driven   load.Target // the client, or one whose first answer is diagnosed
	counters *window.Counters
	warm     window.Warmup
	// windows are those of the steps so far, reasons why they do not count, times their sum.
	windows  []record.Window
	reasons  []string
	warnings []string
	remedies []string
	times    record.Times
	next     uint64 // the Seq of the next step's first request
}

// connect prepares the requests and opens the connections.
func (l *loader) connect(ctx context.Context) (err error) {
	ctx, cancel := window.LimitConnecting(ctx, l.Target.URL, l.Timeout, l.Connections)
	defer cancel()
	if l.call, err = anycall.Prepare(ctx, l.Target, l.Seed); err == nil {
		l.chosen, err = choose(l.Client, l.call)
	}
	if err == nil {
		l.client, err = l.call.Open(ctx, l.chosen.client, l.Connections)
	}
	if err = window.WhyUnconnected(ctx, err); err != nil {
		return err
	}
	l.counters.Client = l.client
	return nil
}

// checkProtocol sends one request before the others. If it fails because the target speaks
// another protocol, all the others would.
func (l *loader) checkProtocol(ctx context.Context) error {
	asking, cancel := context.WithTimeoutCause(ctx, l.Timeout, fmt.Errorf("no answer within %v", l.Timeout))
	defer cancel()
	if err := l.client.Ask(asking, 0); anycall.WrongProtocol(err) {
		return fmt.Errorf("drive %s: %w", l.Target.URL, err)
	}
	return ctx.Err()
}

// driveAndDiagnose drives all steps. If there was no warm-up, it diagnoses the first answer.
func (l *loader) driveAndDiagnose(ctx context.Context) error {
	l.driven = l.client
	if l.Warmup > 0 {
		return l.drive(ctx)
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	first := &firstAnswer{call: l.call, stop: stop}
	l.driven = first.of(l.client)
	err := l.drive(ctx)
	first.diagnosing.Wait()
	if cause := context.Cause(ctx); anycall.WrongProtocol(cause) {
		return fmt.Errorf("drive %s: %w", l.Target.URL, cause)
	}
	return err
}
