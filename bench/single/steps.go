package single

import (
	"context"
	"fmt"
	"time"

	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/pace"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/window"
	"github.com/wiretax/wiretax/contract"
)

// drive drives the closed loop, or the steps of the open one.
func (l *loader) drive(ctx context.Context) error {
	if len(l.Steps) == 0 {
		return l.measure(ctx, l.blank("closed", l.Duration), func(p load.Phase) (load.Result, error) {
			callers := load.Loop{Callers: l.Callers, Requests: l.Requests}
			if l.Requests == 0 { // otherwise all may be sent before the last caller begins
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

// step drives one rate.
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
		window.FillSchedule(&w, schedule, step.Rate)
		if schedule, err = arrivals(); err != nil {
			return err
		}
	}
	return l.measure(ctx, w, func(p load.Phase) (load.Result, error) { return load.Open(ctx, l.driven, schedule, p) })
}

// seed gives the arrivals of each step a seed of their own.
func (l *loader) seed(step int) uint64 { return pace.Seed(l.Seed, uint64(step), window.WindowPhase) }

// blank returns the window before it is measured.
func (l *loader) blank(mode string, length time.Duration) record.Window {
	return record.Window{
		Target: l.call.URL(), Mode: mode, Client: l.call.Describe(l.chosen.client), Seed: l.Seed,
		WarmupSeconds: l.Warmup.Seconds(), DurationSeconds: length.Seconds(),
		ConnectionsPlanned: l.Connections, Warnings: []string{},
	}
}

// measure drives one window and judges it.
func (l *loader) measure(ctx context.Context, w record.Window, drive func(load.Phase) (load.Result, error)) error {
	m, err := l.counters.Measure(ctx, &w, func() (load.Result, error) {
		return drive(load.Phase{
			Duration: time.Duration(w.DurationSeconds * float64(time.Second)), Timeout: l.Timeout,
			FirstSeq: l.next, CheckEvery: 1, Interval: l.Interval,
		})
	})
	if err != nil {
		return err
	}
	w.ConnectionsOpened = m.After.Opened
	reasons, remedies := window.Judge(&w, &m.Result, l.CPUs, window.Around(&w, nil, m.Before, m.After, l.CPUs), window.Failed(&w))
	l.remedies = append(l.remedies, remedies...)
	w.Valid = len(reasons) == 0
	if len(l.Steps) > 1 {
		for i := range reasons {
			reasons[i] = fmt.Sprintf("at %.0f/s: %s", l.Steps[len(l.windows)].Rate, reasons[i])
		}
	}
	l.windows = append(l.windows, w)
	l.reasons = append(l.reasons, reasons...)
	l.times.Merge(m.Times)
	l.next += uint64(m.Requests)
	return nil
}
