// Package pace says when requests are due and waits for that moment. Schedules are pure
// arithmetic on a seed; only [Waiter] looks at a clock.
package pace

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"
)

// Schedule yields the offsets of arrivals from the start, in order. It is used by one
// goroutine; the same arguments give the same offsets on every machine.
type Schedule struct {
	next func() float64 // seconds, in ascending order
	ends float64
}

// New returns the schedule of the named arrivals, "poisson" or "uniform", at rate a second
// for the duration. The seed only matters to Poisson.
func New(arrivals string, rate float64, duration time.Duration, seed uint64) (*Schedule, error) {
	switch arrivals {
	case "poisson":
		return Poisson(rate, duration, seed), nil
	case "uniform":
		return Uniform(rate, duration), nil
	}
	return nil, fmt.Errorf("make schedule: unknown arrivals %q; use poisson or uniform", arrivals)
}

// Poisson returns arrivals that know nothing of each other, as independent callers are:
// gaps of −ln(U)/rate.
func Poisson(rate float64, duration time.Duration, seed uint64) *Schedule {
	random := rand.New(rand.NewPCG(seed, 0x706f6973736f6e)) // the stream: "poisson"
	at := 0.0
	return &Schedule{ends: duration.Seconds(), next: func() float64 {
		// 1−U lies in (0, 1], so that the logarithm is finite.
		at -= math.Log(1-random.Float64()) / rate
		return at
	}}
}

// Uniform returns arrivals at equal distances, the first at once: rate × duration of them.
func Uniform(rate float64, duration time.Duration) *Schedule {
	n := -1.0
	return &Schedule{ends: duration.Seconds(), next: func() float64 {
		n++
		return n / rate // a sum of gaps would drift
	}}
}

// Next returns the offset of the next arrival, or false when the duration is over.
func (s *Schedule) Next() (time.Duration, bool) {
	at := s.next()
	if at >= s.ends {
		return 0, false
	}
	return time.Duration(at * float64(time.Second)), true
}
