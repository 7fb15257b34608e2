package lean

import (
	"time"

	"github.com/wiretax/wiretax/bench/pace"
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
	if cpu, err := pace.ThreadCPU(); err == nil {
		s.measure(time.Now(), cpu)
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
