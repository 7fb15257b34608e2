package conn

import (
	"context"
	"sync"
	"time"
)

// chooser picks the connection of a request by its number.
type chooser interface {
	// take returns a connection's number and how long the request waited for it.
	take(ctx context.Context) (lane int, wait time.Duration, err error)
	give(lane int)
}

// slots pick connections that carry one request at a time: the one that fell idle last
// comes first, as in net/http's pool, and who finds none idle waits in line.
type slots struct {
	mu          sync.Mutex
	idle        []int   // a stack
	first, last *waiter // the line
	waiters     sync.Pool
}

// waiter is a request that waits for a connection.
type waiter struct {
	lane       chan int // holds one
	prev, next *waiter
	inLine     bool
}

func newSlots(connections int) *slots {
	s := &slots{idle: make([]int, connections)}
	for i := range connections {
		s.idle[i] = connections - 1 - i
	}
	s.waiters.New = func() any { return &waiter{lane: make(chan int, 1)} }
	return s
}

func (s *slots) take(ctx context.Context) (int, time.Duration, error) {
	s.mu.Lock()
	if last := len(s.idle) - 1; last >= 0 {
		lane := s.idle[last]
		s.idle = s.idle[:last]
		s.mu.Unlock()
		return lane, 0, nil
	}
	w := s.waiters.Get().(*waiter)
	s.join(w)
	s.mu.Unlock()
	defer s.waiters.Put(w)
	begin := time.Now()
	select {
	case lane := <-w.lane:
		return lane, time.Since(begin), nil
	case <-ctx.Done():
	}
	if !s.leave(w) {
		s.give(<-w.lane) // it came in the same moment
	}
	return 0, time.Since(begin), ctx.Err()
}

// give hands a connection to whoever waits longest.
func (s *slots) give(lane int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if w := s.first; w != nil {
		s.unlink(w)
		w.lane <- lane
		return
	}
	s.idle = append(s.idle, lane)
}

func (s *slots) join(w *waiter) {
	w.prev, w.next, w.inLine = s.last, nil, true
	if s.last == nil {
		s.first = w
	} else {
		s.last.next = w
	}
	s.last = w
}

// leave takes a waiter out of the line and says whether it still stood there.
func (s *slots) leave(w *waiter) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !w.inLine {
		return false
	}
	s.unlink(w)
	return true
}

func (s *slots) unlink(w *waiter) {
	if w.prev == nil {
		s.first = w.next
	} else {
		w.prev.next = w.next
	}
	if w.next == nil {
		s.last = w.prev
	} else {
		w.next.prev = w.prev
	}
	w.prev, w.next, w.inLine = nil, nil, false
}

// shared picks connections that carry many requests at a time, so that nobody waits in line
// here: a request waits for its stream on the connection.
type shared struct{ *pool }

func (s shared) take(context.Context) (int, time.Duration, error) {
	return s.pool.take(), 0, nil
}
