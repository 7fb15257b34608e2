package judged

import (
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/contract"
)

func TestCPUs(t *testing.T) {
	for set, want := range map[string]int{"0": 1, "0-3": 4, "0-1,4, 6-7": 5, "": 0, "x": 0, "3-1": 0, "-1": 0} {
		if got := cpus(set); got != want {
			t.Errorf("cpus(%q) = %d, want %d", set, got, want)
		}
	}
}

// What the slices of a run were like is told of its valid trials.
func TestSlicedOf(t *testing.T) {
	r := judge(t, reporttest.Quick())
	if _, ok := SlicedOf(r); ok {
		t.Error("a run of whole windows has slices")
	}
	idle := 0.002
	for i := range r.Record.Trials {
		trial := &r.Record.Trials[i]
		trial.Slices = &record.Slices{Count: 12, Seconds: 0.05, EarlyRatio: 1.1, IdleCPUSeconds: &idle, IdleSeconds: 2}
		if trial.Operation == "GetBook" && trial.Stack == contract.GRPC {
			trial.Slices.EarlyRatio, trial.Slices.Count = 1.5, 11
		}
	}
	r.Record.Trials[0].Slices.BusyIdle = 3
	s, ok := SlicedOf(r)
	if !ok || s.Least != 11 || s.Most != 12 || s.Seconds != 0.05 || s.Median != 1.1 || s.Early != 1.5 || s.Operation != "GetBook" || s.Stack != contract.GRPC || *s.Idle != 0.001 || s.Busy != 3 {
		t.Errorf("SlicedOf() = %+v, %v", s, ok)
	}
}
