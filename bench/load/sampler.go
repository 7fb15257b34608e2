package load

import (
	"sync/atomic"
	"time"
)

// sampleEvery is the time between two samples: short beside any request, so that what they miss is
// nothing beside what they are compared with.
const sampleEvery = time.Microsecond

// sampler samples how many requests are in flight, on a clock. Nothing wakes up for a sample: the
// number stays the same between two changes, so whoever changes it next takes the samples that
// came due before.
//
// Samples at arrivals have too large an error in windows of a few hundred requests, and they see
// what a Poisson process would only if no request is sent late: a thread that is late because it
// dealt with answers finds that they are gone.
type sampler struct {
	inFlight atomic.Int64
	next     atomic.Int64 // the sample that is due next, counted from 0
	sum      atomic.Int64
}

// change takes the samples that are due and then counts requests that were sent, or ended if by is
// negative. The samples are to show what is wrong with the recorded times of requests, so now is
// not to be a reading of the clock that those times come from.
func (s *sampler) change(by int64, now time.Duration) {
	due := int64(now/sampleEvery) + 1
	for next := s.next.Load(); next < due; next = s.next.Load() {
		if s.next.CompareAndSwap(next, due) {
			s.sum.Add((due - next) * s.inFlight.Load())
			break
		}
	}
	s.inFlight.Add(by)
}

// add takes over the samples of another, which takes no more.
func (s *sampler) add(other *sampler) {
	s.next.Add(other.next.Load())
	s.sum.Add(other.sum.Load())
}

// mean returns the mean of the samples that were taken.
func (s *sampler) mean() float64 {
	return float64(s.sum.Load()) / float64(s.next.Load())
}
