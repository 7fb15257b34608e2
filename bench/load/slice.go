package load

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// sliceRun is one slice while it is driven. It keeps every request by itself, without locks.
type sliceRun struct {
	arrivals []time.Duration
	taken    int // arrivals
	firstSeq uint64
	requests []sliceRequest

	// inFlight counts requests that were sent and have not ended, and the schedule until it is over.
	inFlight atomic.Int64
	idle     chan struct{}

	sampler     sampler
	began       time.Time
	elapsed     func() time.Duration
	limits      *deadlines
	giveUp      context.CancelFunc
	took, pacer time.Duration
	behind      bool
}

// sliceRequest is a request of a slice.
type sliceRequest struct {
	mu      sync.Mutex // never waited for, but by an outcome that comes as the slice is given up
	state   requestState
	ticket  Ticket
	outcome Outcome
	done    time.Duration
}

// requestState says what became of a request.
type requestState int

const (
	requestUnsent requestState = iota
	requestSent
	requestEnded
	requestClosed
)

func (s *sliceRun) prepare(arrivals []time.Duration, firstSeq uint64) {
	s.arrivals = append(s.arrivals[:0], arrivals...)
	s.taken, s.firstSeq = 0, firstSeq
	if cap(s.requests) < len(arrivals) {
		s.requests = make([]sliceRequest, len(arrivals), len(arrivals)*3/2)
	}
	s.requests = s.requests[:len(arrivals)]
	clear(s.requests)
	s.sampler = sampler{}
	s.inFlight.Store(1)
	s.idle = make(chan struct{})
}

// drive drives the slice.
func (s *sliceRun) drive(ctx context.Context, by pacing, p Phase) (err error) {
	p.FirstSeq = s.firstSeq
	ctx, s.giveUp = context.WithCancel(ctx)
	s.elapsed, s.limits = by.elapsed, newDeadlines(ctx, p.Timeout)
	s.began = time.Now().Add(-by.elapsed())
	o := &openLoop{ctx: ctx, phase: p, rec: s, limits: s.limits, schedule: s.arrival, next: p.FirstSeq}
	if s.pacer, err = by.pace(func(loop Target) Due { return due(loop, by.elapsed, o) }); err != nil {
		s.giveUp()
	}
	s.leave()
	await(ctx, s.idle, s.limits.longest())
	s.sampler.change(0, time.Since(s.began))
	s.took, s.behind = by.elapsed(), o.behind
	return err
}

// end frees what the slice holds beside its record.
func (s *sliceRun) end() {
	s.limits.close()
	s.giveUp()
}

// arrival returns the next arrival.
func (s *sliceRun) arrival() (at time.Duration, more bool) {
	if s.taken == len(s.arrivals) {
		return 0, false
	}
	s.taken++
	return s.arrivals[s.taken-1], true
}

// sending implements [records].
func (s *sliceRun) sending(t Ticket) {
	s.sampler.change(1, time.Since(s.began))
	r := &s.requests[t.Seq-s.firstSeq]
	r.state, r.ticket = requestSent, t
	s.inFlight.Add(1)
}

// Done implements [Sink]. An outcome after the slice was closed is ignored: its request has been
// counted as unfinished.
func (s *sliceRun) Done(t Ticket, o Outcome) {
	now := s.elapsed()
	s.sampler.change(-1, time.Since(s.began))
	r := &s.requests[t.Seq-s.firstSeq]
	r.mu.Lock()
	if r.state == requestSent {
		r.state, r.outcome, r.done = requestEnded, o, now
	}
	r.mu.Unlock()
	s.leave()
}

func (s *sliceRun) leave() {
	if s.inFlight.Add(-1) == 0 {
		close(s.idle)
	}
}

// close returns what became of the request. It changes no more.
func (r *sliceRequest) close() requestState {
	r.mu.Lock()
	defer r.mu.Unlock()
	state := r.state
	r.state = requestClosed
	return state
}
