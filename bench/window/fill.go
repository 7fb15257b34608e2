package window

import (
	"fmt"
	"maps"

	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/pace"
	"github.com/wiretax/wiretax/bench/record"
)

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
	w.Checked = result.Checked
	if result.Completed > 0 {
		w.MessageBytesSent = float64(result.RequestBytes) / float64(result.Completed)
		w.MessageBytesReceived = float64(result.AnswerBytes) / float64(result.Completed)
	}
}

// FillSchedule compares Poisson arrivals with their distribution. It uses the schedule up.
func FillSchedule(w *record.Window, schedule *pace.Schedule, rate float64) {
	var ok bool
	if w.ScheduleD, ok = pace.CheckPoisson(schedule, rate); !ok {
		w.Warnings = append(w.Warnings, fmt.Sprintf("arrivals of this seed are not Poisson at the 1 %% level (KS distance %.4f)", w.ScheduleD))
	}
}
