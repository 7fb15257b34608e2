// Package window measures one target under load for a window of time. Connections are opened and
// a warm-up is driven first; then the window is measured at its edges, where nothing is in
// flight, and judged: a window whose load, client or answers were not right does not count.
package window

import (
	"context"
	"runtime"

	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/record"
)

// Measured is what a window came to, beside what [Counters.Measure] fills in.
type Measured struct {
	load.Result
	// Before and After are the readings at the edges of the window.
	Before, After Readings
	// Gone says why After has nothing of the service; nil if it has.
	Gone error
}

// Measure drives a window, at whose edges nothing is in flight. It fills in what the client
// saw and used.
func (c *Counters) Measure(ctx context.Context, w *record.Window, drive func() (load.Result, error)) (m Measured, err error) {
	runtime.GC() // so that every window begins with the same heap
	if m.Before, err = c.begin(ctx); err != nil {
		return m, err
	}
	if m.Result, err = drive(); err != nil {
		return m, err
	}
	if m.After, m.Gone, err = c.end(ctx); err != nil {
		return m, err
	}
	fillTimes(w, &m.Result)
	fillClient(w, m.Before, m.After, m.PacerCPU)
	return m, nil
}
