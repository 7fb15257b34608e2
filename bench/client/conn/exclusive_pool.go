package conn

import (
	"context"
	"sync"
	"time"
)

// exclusivePool picks connections that carry one request at a time: the one that fell idle last
// comes first, as in net/http's pool, and a request that finds none idle waits in line.
type exclusivePool struct {
	mu          sync.Mutex
	idle        []int   // a stack
	first, last *waiter // the line
	waiters     sync.Pool
}

// waiter is a request that waits for a connection.
type waiter struct {
	conn       chan int // holds one
	prev, next *waiter
	inLine     bool
}

func newExclusivePool(connections int) *exclusivePool {
	p := &exclusivePool{idle: make([]int, connections)}
	for i := range connections {
		p.idle[i] = connections - 1 - i
	}
	p.waiters.New = func() any { return &waiter{conn: make(chan int, 1)} }
	return p
}

func (p *exclusivePool) take(ctx context.Context) (int, time.Duration, error) {
	p.mu.Lock()
	if last := len(p.idle) - 1; last >= 0 {
		number := p.idle[last]
		p.idle = p.idle[:last]
		p.mu.Unlock()
		return number, 0, nil
	}
	w := p.waiters.Get().(*waiter)
	p.join(w)
	p.mu.Unlock()
	defer p.waiters.Put(w)
	begin := time.Now()
	select {
	case number := <-w.conn:
		return number, time.Since(begin), nil
	case <-ctx.Done():
	}
	if !p.leave(w) {
		p.give(<-w.conn) // it was handed over in the same moment
	}
	return 0, time.Since(begin), ctx.Err()
}

// does implements [chooser].
func (p *exclusivePool) does() string {
	return "one request at a time on each: the one that fell idle last is taken first, and a request waits in line while none is idle"
}

// give hands a connection to the request that has waited longest.
func (p *exclusivePool) give(number int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if w := p.first; w != nil {
		p.unlink(w)
		w.conn <- number
		return
	}
	p.idle = append(p.idle, number)
}

func (p *exclusivePool) join(w *waiter) {
	w.prev, w.next, w.inLine = p.last, nil, true
	if p.last == nil {
		p.first = w
	} else {
		p.last.next = w
	}
	p.last = w
}

// leave takes a waiter out of the line and reports whether it was still there.
func (p *exclusivePool) leave(w *waiter) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !w.inLine {
		return false
	}
	p.unlink(w)
	return true
}

func (p *exclusivePool) unlink(w *waiter) {
	if w.prev == nil {
		p.first = w.next
	} else {
		w.prev.next = w.next
	}
	if w.next == nil {
		p.last = w.prev
	} else {
		w.next.prev = w.prev
	}
	w.prev, w.next, w.inLine = nil, nil, false
}
