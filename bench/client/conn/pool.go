package conn

import "sync"

// pool picks connections that carry many requests as net/http's pool picks those that carry
// one, so that the stacks differ in nothing but the protocol: the connection that fell idle
// last comes first. Only when none is idle do requests share one, where HTTP/1.1 would have
// to wait: the one on which a request ended last, so that those who ask again together are
// sent together, as long as it carries no more than its share; else each in turn.
type pool struct {
	mu     sync.Mutex
	idle   []int // a stack
	busy   []int // requests on each connection
	total  int   // requests on all
	ended  int   // the connection on which a request ended last
	shared int   // the connection whose turn was last
}

func newPool(connections int) *pool {
	p := &pool{busy: make([]int, connections)}
	for i := range connections {
		p.idle = append(p.idle, i)
	}
	return p
}

func (p *pool) take() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	lane := p.ended
	if last := len(p.idle) - 1; last >= 0 {
		lane, p.idle = p.idle[last], p.idle[:last]
	} else if p.busy[lane] > p.total/len(p.busy) {
		p.shared = (p.shared + 1) % len(p.busy)
		lane = p.shared
	}
	p.busy[lane]++
	p.total++
	return lane
}

// alone says whether one request is all that a connection carries.
func (p *pool) alone(lane int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.busy[lane] == 1
}

func (p *pool) give(lane int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = lane
	p.total--
	if p.busy[lane]--; p.busy[lane] == 0 {
		p.idle = append(p.idle, lane)
	}
}
