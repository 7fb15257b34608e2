package conn

import (
	"context"
	"sync"
	"time"
)

// sharedPool picks connections that carry many requests at a time as net/http's pool picks those
// that carry one, so that stacks differ in nothing but the protocol: the connection that fell
// idle last comes first. Only when none is idle do requests share, where HTTP/1.1 would wait.
// They share the connection on which a request ended last, so that callers that were answered
// together send together, as long as it carries no more than its share; else each in turn.
type sharedPool struct {
	mu     sync.Mutex
	idle   []int // a stack
	busy   []int // requests on each connection
	total  int   // requests on all
	ended  int   // the connection on which a request ended last
	shared int   // the connection whose turn was last
}

func newSharedPool(connections int) *sharedPool {
	p := &sharedPool{busy: make([]int, connections)}
	for i := range connections {
		p.idle = append(p.idle, i)
	}
	return p
}

func (p *sharedPool) take() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	number := p.ended
	if last := len(p.idle) - 1; last >= 0 {
		number, p.idle = p.idle[last], p.idle[:last]
	} else if p.busy[number] > p.total/len(p.busy) {
		p.shared = (p.shared + 1) % len(p.busy)
		number = p.shared
	}
	p.busy[number]++
	p.total++
	return number
}

// does says how connections are picked, for the ledger.
func (p *sharedPool) does() string {
	return "the one that fell idle last is taken first; while none is idle requests share: the one on which a request ended last is taken while it carries no more than its share, else each in turn"
}

// alone reports whether a connection carries one request only.
func (p *sharedPool) alone(number int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.busy[number] == 1
}

func (p *sharedPool) give(number int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = number
	p.total--
	if p.busy[number]--; p.busy[number] == 0 {
		p.idle = append(p.idle, number)
	}
}

// sharing is a sharedPool as a chooser. No request waits here: it waits for a stream on its
// connection.
type sharing struct{ *sharedPool }

func (s sharing) take(context.Context) (int, time.Duration, error) {
	return s.sharedPool.take(), 0, nil
}
