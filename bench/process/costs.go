package process

import (
	"time"

	"github.com/wiretax/wiretax/bench/meter"
)

// Cost is what a process has used so far.
type Cost struct {
	CPU     time.Duration
	PeakRSS int64 // bytes
}

// measured reports whether the processes are known, and so their costs.
func (c Chain) measured() bool { return len(c) > 0 && c.Front().PID != 0 }

// ReadCosts returns what each process has used with all that it has started, and nil if the
// processes are not known. A process that has ended is an error.
func (c Chain) ReadCosts() (costs []Cost, err error) {
	if !c.measured() {
		return nil, nil
	}
	for _, s := range c {
		read := meter.ReadTree
		if s.command != nil {
			read = meter.ReadBelow // the watcher is not part of the service
		}
		cpu, rss, err := read(s.PID)
		if err != nil {
			return nil, err
		}
		costs = append(costs, Cost{cpu, rss})
	}
	return costs, nil
}
