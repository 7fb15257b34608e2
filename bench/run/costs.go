package run

import (
	"time"

	"github.com/wiretax/wiretax/bench/process"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/window"
)

// fillCosts fills in what the processes used in the window: together, and, if there are several,
// each by itself.
func fillCosts(trial *record.Trial, served process.Chain, before, after window.Readings) {
	if len(before.Costs) == 0 { // the processes are not known
		return
	}
	var used []time.Duration
	for i := range served {
		used = append(used, after.Costs[i].CPU-before.Costs[i].CPU)
	}
	fillUsed(trial, served, used, after)
}

// fillUsed fills in the CPU time that each process used, and the memory that it held.
func fillUsed(trial *record.Trial, served process.Chain, used []time.Duration, after window.Readings) {
	sum := 0.0
	for i, s := range served {
		cpu := used[i].Seconds()
		sum += cpu
		trial.PeakRSSBytes += after.Costs[i].PeakRSS
		if len(served) > 1 {
			trial.Processes = append(trial.Processes, record.Process{Name: s.Name, CPUSeconds: &cpu})
		}
	}
	trial.ServerCPUSeconds = &sum
	trial.LeaveOutLostCPU()
}

// fillHops fills in the bytes of each hop of a chain of several processes. The client counts
// those of the first hop.
func fillHops(trial *record.Trial, served process.Chain, before, after window.Readings) {
	if len(served) < 2 || trial.Completed == 0 || trial.BytesSent == nil || trial.BytesReceived == nil {
		return
	}
	add := func(from, to string, sent, received float64) {
		completed := float64(trial.Completed)
		trial.Hops = append(trial.Hops, record.Hop{From: from, To: to, BytesSent: sent / completed, BytesReceived: received / completed})
	}
	add("client", served.Front().Name, float64(*trial.BytesSent), float64(*trial.BytesReceived))
	for i, s := range served[1:] {
		c := after.Inside[i].Minus(before.Inside[i])
		add(served[i].Name, s.Name, c.Received, c.Sent)
	}
}

// fillSystem fills in what the machine did between two readings, and returns the busy time of its
// CPUs. idle is how many were busy before the run.
func fillSystem(t *record.Trial, before, after window.Readings, elapsed, idle float64) (busy float64) {
	system := after.System.Minus(before.System)
	t.StealShare = system.StealShare()
	if before.Pressure != nil && after.Pressure != nil && elapsed > 0 {
		share := (*after.Pressure - *before.Pressure).Seconds() / elapsed
		t.PressureShare = &share
	}
	return max(0, system.Busy.Seconds()-idle*elapsed)
}
