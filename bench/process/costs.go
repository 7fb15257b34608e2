package process

import (
	"time"

	"github.com/wiretax/wiretax/bench/meter"
)

// Cost is what a process has used so far.
type Cost struct {
	CPU     time.Duration
	PeakRSS int64 // bytes, since the start or since [Chain.ResetPeaks]
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
		if s.below {
			read = meter.ReadBelow
		}
		cpu, rss, err := read(s.PID)
		if err != nil {
			return nil, err
		}
		costs = append(costs, Cost{cpu, rss})
	}
	return costs, nil
}

// Clocks are the CPU clocks of the processes of a chain, by service. To read them costs the machine much
// less than [Chain.ReadCosts], which looks at all of its processes.
type Clocks [][]int // process ids

// Clocks returns the clocks of the processes that there are now. It returns nil if they are not known.
func (c Chain) Clocks() (clocks Clocks, err error) {
	if !c.measured() {
		return nil, nil
	}
	for _, s := range c {
		pids, err := meter.Tree(s.PID)
		if err != nil {
			return nil, err
		}
		if s.below {
			pids = pids[1:]
		}
		clocks = append(clocks, pids)
	}
	return clocks, nil
}

// Read appends to times the CPU time that each service has used. A process that has ended is an error.
func (c Clocks) Read(times []time.Duration) ([]time.Duration, error) {
	for _, pids := range c {
		sum := time.Duration(0)
		for _, pid := range pids {
			cpu, err := meter.ProcessCPU(pid)
			if err != nil {
				return times, err
			}
			sum += cpu
		}
		times = append(times, sum)
	}
	return times, nil
}

// ResetPeaks makes the peaks of [Chain.ReadCosts] those of the time from now on. It reports whether
// all are: the kernel forbids it for the processes of other users.
func (c Chain) ResetPeaks() bool {
	services, err := c.Clocks()
	if err != nil || services == nil {
		return false
	}
	for _, pids := range services {
		for _, pid := range pids {
			if meter.ResetPeakRSS(pid) != nil {
				return false
			}
		}
	}
	return true
}
