package process

import (
	"time"

	"github.com/wiretax/wiretax/bench/meter"
)

// Cost is what a process has used so far.
type Cost struct {
	CPU     time.Duration
	PeakRSS int64 // bytes, at the most
}

// measured says whether the costs of the processes can be known.
func (t Chain) measured() bool { return len(t) > 0 && t.Front().PID != 0 }

// ReadCosts reads what each process has used, and nothing where the processes are not known.
// One that is gone is an error.
func (t Chain) ReadCosts() (costs []Cost, err error) {
	if !t.measured() {
		return nil, nil
	}
	for _, s := range t {
		read := meter.ReadTree
		if s.command != nil {
			read = meter.ReadBelow // the watcher is ours and no part of the service
		}
		cpu, rss, err := read(s.PID)
		if err != nil {
			return nil, err
		}
		costs = append(costs, Cost{cpu, rss})
	}
	return costs, nil
}
