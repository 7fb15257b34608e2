package lean

import (
	"time"

	"golang.org/x/sys/unix"
)

// cpuShare tells whether a thread uses most of a CPU.
type cpuShare struct {
	asked  int
	at     time.Time
	cpu    time.Duration
	isHigh bool
}

const (
	// askedBetween is how often the share is asked for each time that it is measured.
	askedBetween = 256
	// A share above highShare is high until it falls below lowShare: a loop that spares its CPU
	// falls below highShare by that alone.
	highShare, lowShare = 0.7, 0.5
)

// high reports whether the share of the calling thread was high when it was last measured.
func (s *cpuShare) high() bool {
	if s.asked++; s.asked < askedBetween {
		return s.isHigh
	}
	s.asked = 0
	var cpu unix.Timespec
	if unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &cpu) == nil {
		s.measure(time.Now(), time.Duration(cpu.Nano()))
	}
	return s.isHigh
}

// measure takes the CPU time that the thread has used until now.
func (s *cpuShare) measure(now time.Time, cpu time.Duration) {
	least := highShare
	if s.isHigh {
		least = lowShare
	}
	s.isHigh = float64(cpu-s.cpu) > least*float64(now.Sub(s.at))
	s.at, s.cpu = now, cpu
}
