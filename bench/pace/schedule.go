// Package pace says when requests are due, and waits for that moment. Schedules are pure
// arithmetic on a seed; only [Waiter] looks at a clock.
package pace

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/wiretax/wiretax/contract"
)

// Schedule yields the offsets of arrivals from the start, in order. It is used by one
// goroutine. The same arguments give the same offsets; between processor architectures the
// last bit of a logarithm, and so a nanosecond, may differ.
type Schedule struct {
	// next is the offset of the next arrival in nanoseconds.
	next func() float64
	ends time.Duration
	// left is how many arrivals may still come; a negative number is no limit.
	left int64
}

// New returns the schedule of the named arrivals, "poisson" or "uniform", at rate a second
// for the duration. The rate is above 0. The seed only matters to Poisson.
func New(arrivals string, rate float64, duration time.Duration, seed uint64) (*Schedule, error) {
	if !(rate > 0) || math.IsInf(rate, 1) {
		return nil, fmt.Errorf("make schedule: rate %v is not a finite number above 0", rate)
	}
	switch arrivals {
	case contract.Poisson:
		return Poisson(rate, duration, seed), nil
	case contract.Uniform:
		return Uniform(rate, duration), nil
	}
	return nil, fmt.Errorf("make schedule: unknown arrivals %q; use poisson or uniform", arrivals)
}

// NewCount returns the first count arrivals of the schedule that New makes; its length is what
// they take, at least up to just after the last.
func NewCount(arrivals string, rate float64, count int64, seed uint64) (*Schedule, error) {
	nominal := float64(count) / rate * nanos
	if nominal > math.MaxInt64/4 {
		return nil, fmt.Errorf("make schedule: %d requests at %v/s take too long", count, rate)
	}
	s, err := New(arrivals, rate, math.MaxInt64, seed)
	if err != nil {
		return nil, err
	}
	var last time.Duration
	for range count {
		last, _ = s.Next()
	}
	if s, err = New(arrivals, rate, max(last+1, time.Duration(nominal)), seed); err == nil {
		s.left = count
	}
	return s, err
}

// Length returns how long the schedule goes on.
func (s *Schedule) Length() time.Duration { return s.ends }

// Poisson returns arrivals that are independent of each other, like those of many callers: gaps
// of −ln(U)/rate.
func Poisson(rate float64, duration time.Duration, seed uint64) *Schedule {
	random := rand.New(rand.NewPCG(seed, 0x706f6973736f6e)) // the stream: "poisson"
	mean, at := nanos/rate, 0.0
	return &Schedule{ends: duration, left: -1, next: func() float64 {
		// 1−U lies in (0, 1], so that the logarithm is finite. The conversion keeps
		// compilers from fusing product and sum, which rounds differently.
		at -= float64(math.Log(1-random.Float64()) * mean)
		return at
	}}
}

// Uniform returns arrivals at equal distances, the first after half of one, so that
// rate × duration of them fit. Each is computed from its number: summing the distances up
// would make their count a matter of rounding.
func Uniform(rate float64, duration time.Duration) *Schedule {
	count := 0.0
	return &Schedule{ends: duration, left: -1, next: func() float64 {
		count++
		return (count - 0.5) / rate * nanos
	}}
}

const nanos = float64(time.Second)

// Next returns the offset of the next arrival, or false when the schedule is over.
func (s *Schedule) Next() (time.Duration, bool) {
	at := s.next()
	if s.left == 0 || !(at < float64(s.ends)) {
		return 0, false
	}
	if s.left > 0 {
		s.left--
	}
	return time.Duration(at), true
}
