package run

import (
	"time"

	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/record"
)

// cost is what a process has used so far.
type cost struct {
	cpu time.Duration
	rss int64 // bytes, at the most
}

// measured says whether the costs of the processes can be known.
func (t topology) measured() bool { return len(t) > 0 && t.front().pid != 0 }

// readCosts reads what each process has used. One that is gone is an error.
func (t topology) readCosts(r *readings) error {
	if !t.measured() {
		return nil
	}
	for _, s := range t {
		read := meter.ReadTree
		if s.command != nil {
			read = meter.ReadBelow // the watcher is ours and no part of the service
		}
		cpu, rss, err := read(s.pid)
		if err != nil {
			return err
		}
		r.costs = append(r.costs, cost{cpu, rss})
	}
	return nil
}

// fillCosts fills in what the processes used in the window, and of several what each did.
func (t topology) fillCosts(trial *record.Trial, before, after readings) {
	if !t.measured() {
		return
	}
	sum := 0.0
	for i, s := range t {
		used := (after.costs[i].cpu - before.costs[i].cpu).Seconds()
		sum += used
		trial.PeakRSSBytes += after.costs[i].rss
		if len(t) > 1 {
			trial.Processes = append(trial.Processes, record.Process{Name: s.name, CPUSeconds: &used})
		}
	}
	trial.ServerCPUSeconds = &sum
	trial.LeaveOutLostCPU()
}
