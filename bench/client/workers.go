package client

import (
	"context"
	"sync"

	"github.com/wiretax/wiretax/bench/load"
)

// Asker sends one request and waits for its answer.
type Asker interface {
	// Do returns how the request ended.
	Do(ctx context.Context, t load.Ticket) load.Outcome
}

// Workers turns an Asker, which waits, into a target that does not. Each of its goroutines
// serves many requests: a new goroutine for each would have to grow its stack each time. The
// zero value is ready to use and safe for concurrent use.
type Workers struct {
	workers sync.WaitGroup

	mu     sync.Mutex
	idle   []*worker // a stack: the worker that was used last is the warmest
	closed bool
}

// mostIdle bounds how many idle goroutines are kept: after a stall there can be very many.
const mostIdle = 256

// worker is a goroutine that serves requests.
type worker struct {
	jobs chan job // holds one, so that Start never waits
}

// job is a request for a worker.
type job struct {
	ctx    context.Context
	asker  Asker
	ticket load.Ticket
	done   load.Sink
}

// Start hands a request to an idle worker, or to a new one.
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

// work serves the requests of one worker. The worker becomes idle before it calls done: the next
// request of a closed loop, which starts within that call, then gets the same worker and costs
// no switch. Any other request that gets the worker in that moment waits for done to return,
// which takes a fraction of a microsecond.
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

// rest makes a worker idle and returns true, unless there are enough of them.
func (s *Workers) rest(w *worker) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || len(s.idle) >= mostIdle {
		return false
	}
	s.idle = append(s.idle, w)
	return true
}

// Stop waits for the requests in flight and ends all workers.
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
