// Package window measures one target under load for a window of time. Connections are opened and
// a warm-up is driven first; then the window is measured at its edges, where nothing is in
// flight, and judged: a window whose load, client or answers were not right does not count.
package window

import (
	"context"
	"maps"
	"runtime"

	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/record"
)

// Measured is the result of a window, besides what [Counters.Measure] fills in.
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

// fillTimes fills in what the engine says of a window.
func fillTimes(w *record.Window, result *load.Result) {
	w.Requests, w.Completed = result.Requests, result.Completed
	w.ElapsedSeconds = result.Elapsed.Seconds()
	if result.Stopped || result.Behind || w.DurationSeconds == 0 {
		w.DurationSeconds = w.ElapsedSeconds
	}
	if w.Mode == "open" {
		w.OfferedRPS = float64(result.Requests) / w.DurationSeconds
		w.AchievedRPS = float64(result.CompletedInTime) / w.DurationSeconds
	} else {
		w.AchievedRPS = float64(result.Completed) / w.ElapsedSeconds
	}
	w.Errors.ByKind, w.Errors.Examples = maps.Clone(result.Failures), result.Examples
	for _, n := range result.Failures {
		w.Errors.Total += n
	}
	times := result.Times
	w.Response, w.Service = record.Summarize(times.Response), record.Summarize(times.Service)
	w.Lag, w.Wait = record.Summarize(times.Lag), record.Summarize(times.Wait)
	w.Items, w.FirstItem = result.Items, record.Summarize(times.First)
	w.SliceMeans = result.SliceMeans
	w.MeanInFlight = result.MeanInFlight
	w.Checked, w.Groups = result.Checked, result.Groups
	if result.Completed > 0 {
		w.MessageBytesSent = float64(result.RequestBytes) / float64(result.Completed)
		w.MessageBytesReceived = float64(result.AnswerBytes) / float64(result.Completed)
	}
}
