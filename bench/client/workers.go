package client

import (
	"context"
	"sync"

	"github.com/wiretax/wiretax/bench/load"
)

// Asker asks one request and waits for its answer.
type Asker interface {
	Do(ctx context.Context, t load.Ticket) load.Outcome
}

// Workers makes a target that never waits out of an asker that does. Its goroutines serve
// one request after another: a new one for each would grow its stack for each. Its zero
// value is ready; it is safe for concurrent use.
type Workers struct {
	workers sync.WaitGroup

	mu     sync.Mutex
	idle   []*worker // a stack: who worked last is the warmest
	closed bool
}

// mostIdle bounds how many goroutines are kept: after a stall there can be very many.
const mostIdle = 256

// worker is a goroutine that asks.
type worker struct {
	jobs chan job // holds one, so that whoever hands it over never waits
}

// job is a request that was handed over.
type job struct {
	ctx    context.Context
	asker  Asker
	ticket load.Ticket
	done   load.Sink
}

// Start hands a request to an idle worker, or a new one.
func (s *Workers) Start(ctx context.Context, a Asker, t load.Ticket, done load.Sink) {
	var w *worker
	s.mu.Lock()
	if last := len(s.idle) - 1; last >= 0 {
		w, s.idle[last] = s.idle[last], nil
		s.idle = s.idle[:last]
	}
	s.mu.Unlock()
	if w == nil {
		w = &worker{jobs: make(chan job, 1)}
		s.workers.Go(func() { s.work(w) })
	}
	w.jobs <- job{ctx, a, t, done}
}

// work serves the requests of one worker. It is idle again before it tells that a request
// is done: the next request of a closed loop, which starts from within that telling, then
// comes to the same worker and costs no switch. A request that comes from elsewhere in that
// moment waits for the telling to end, which takes a fraction of a microsecond.
func (s *Workers) work(w *worker) {
	for j := range w.jobs {
		outcome := j.asker.Do(j.ctx, j.ticket)
		kept := s.rest(w)
		j.done.Done(j.ticket, outcome)
		if !kept {
			return
		}
	}
}

// rest makes a worker idle, unless there are enough of them.
func (s *Workers) rest(w *worker) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || len(s.idle) >= mostIdle {
		return false
	}
	s.idle = append(s.idle, w)
	return true
}

// Stop waits for what is under way and ends all workers.
func (s *Workers) Stop() {
	s.mu.Lock()
	idle := s.idle
	s.closed, s.idle = true, nil
	s.mu.Unlock()
	for _, w := range idle {
		close(w.jobs)
	}
	s.workers.Wait()
}
