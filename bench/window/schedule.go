package window

import (
	"fmt"

	"github.com/wiretax/wiretax/bench/pace"
	"github.com/wiretax/wiretax/bench/record"
)

// The phases of a measurement, each of which has arrivals of its own; see [pace.Seed].
const (
	WindowPhase uint64 = iota
	WarmupPhase        // of the first stretch of the warm-up; the others follow
)

// FillSchedule compares Poisson arrivals with their distribution. It consumes the schedule.
func FillSchedule(w *record.Window, schedule *pace.Schedule, rate float64) {
	var ok bool
	if w.ScheduleD, ok = pace.CheckPoisson(schedule, rate); !ok {
		w.Warnings = append(w.Warnings, fmt.Sprintf("arrivals of this seed are not Poisson at the 1 %% level (KS distance %.4f)", w.ScheduleD))
	}
}
