package load

import (
	"context"
	"time"
)

// Slices drives one target in slices of an open loop, between which other targets have theirs. What a
// slice records goes into an array that was made before it: nothing is summed up, and no memory is
// allocated, until it is over. It is used by one goroutine, which calls Prepare, Drive and Fold for each
// slice, and Result at the end.
type Slices struct {
	target Target
	phase  Phase
	length time.Duration
	rec    *recorder
	seq    uint64    // of the next request
	slice  *sliceRun // that is prepared, or was driven
	over   int       // slices that were folded

	elapsed, pacer time.Duration
	early, later   part
	behind         bool
	goroutines     []byte        // when the first request was given up that never ended
	uncollected    time.Duration // measured since the last interval was handed over
}

const (
	// sliceGrace is how long after a slice's end an answer still counts as given in time, as a share
	// of the slice. The last requests need a moment; see [Grace].
	sliceGrace = 0.1
	// earlyTime is the beginning of a slice, when the caches of the CPU hold what ran before.
	earlyTime = 10 * time.Millisecond
	// intervalTime is the measured time after which an interval is handed over.
	intervalTime = time.Second
)

// NewSlices returns the slices of a target, each of that length. The phase's Duration is that of all
// together.
func NewSlices(target Target, p Phase, length time.Duration) *Slices {
	s := &Slices{target: target, phase: p, length: length, seq: p.FirstSeq, slice: &sliceRun{}}
	s.rec = newRecorder(p)
	now := time.Now()
	s.rec.started, s.rec.begun = now, now
	s.rec.elapsed = func() time.Duration { return time.Since(now) }
	close(s.rec.rotated) // intervals end between slices
	return s
}

// Prepare makes room for a slice with these arrivals, which are offsets from its beginning.
func (s *Slices) Prepare(arrivals []time.Duration) {
	s.slice.prepare(arrivals, s.seq)
	s.seq += uint64(len(arrivals))
}

// Drive drives the slice that was prepared. It returns when every request has ended, or its timeout is
// over.
func (s *Slices) Drive(ctx context.Context) error {
	by, err := newPacing(s.target)
	if err != nil {
		return err
	}
	return s.slice.drive(ctx, by, s.phase)
}

// Fold sums up what the last slice recorded. It reports whether any request was answered.
func (s *Slices) Fold() (answered bool) {
	slice := s.slice
	slice.end()
	begin := time.Duration(s.over) * s.length // if the slices followed each other
	inTime := s.length + time.Duration(sliceGrace*float64(s.length))
	for i := range slice.requests {
		r := &slice.requests[i]
		t := r.ticket
		t.Intended, t.Sent = t.Intended+begin, t.Sent+begin
		switch r.close() {
		case requestUnsent:
		case requestSent:
			s.count(t)
			s.rec.giveUp()
			if s.goroutines == nil {
				s.goroutines = goroutines()
			}
			s.slice = &sliceRun{} // an outcome that still comes must not find the array in use
		case requestEnded:
			s.count(t)
			s.rec.ended(t, r.outcome, begin+r.done, r.done <= inTime)
			if r.outcome.Failure == "" {
				answered = true
				s.addToPart(r)
			}
		}
	}
	s.rec.sampler.add(&slice.sampler)
	s.over++
	s.elapsed += slice.took
	s.pacer += slice.pacer
	s.behind = s.behind || slice.behind
	if s.uncollected += s.length; s.uncollected >= intervalTime {
		s.rec.collect()
		s.uncollected = 0
	}
	return answered
}

func (s *Slices) addToPart(r *sliceRequest) {
	if r.ticket.Intended < earlyTime {
		s.early.add(r.done - r.ticket.Sent)
	} else {
		s.later.add(r.done - r.ticket.Sent)
	}
}

// count counts a request of a slice, whose samples were taken when it was driven.
func (s *Slices) count(t Ticket) {
	s.rec.count()
	s.rec.late(t.Sent - t.Intended)
}

// Result sums up the slices that were folded.
func (s *Slices) Result() Result {
	if s.uncollected > 0 {
		s.rec.collect()
	}
	result := s.rec.resultAt(s.elapsed, true)
	result.PacerCPU, result.Behind = s.pacer, s.behind
	result.Goroutines = s.goroutines
	return result
}

// Count returns how many slices were folded.
func (s *Slices) Count() int { return s.over }

// EarlyRatio returns by which factor the requests of the first 10 ms of slices took longer, at the mean,
// than the others; 0 if there were none of either.
func (s *Slices) EarlyRatio() float64 {
	if s.early.count == 0 || s.later.count == 0 {
		return 0
	}
	return s.early.mean() / s.later.mean()
}
