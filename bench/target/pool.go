package target

import "sync"

// pool picks connections for the gRPC client as net/http's pool does for the REST one, so
// that the stacks differ in nothing but the protocol: the connection that fell idle last
// comes first. Only when none is idle do requests share one, in turn, where HTTP/1.1 would
// have to wait.
type pool struct {
	mu     sync.Mutex
	idle   []int // a stack
	busy   []int // requests on each connection
	shared int   // the connection that was shared last
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
	lane := 0
	if last := len(p.idle) - 1; last >= 0 {
		lane, p.idle = p.idle[last], p.idle[:last]
	} else {
		p.shared = (p.shared + 1) % len(p.busy)
		lane = p.shared
	}
	p.busy[lane]++
	return lane
}

func (p *pool) give(lane int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.busy[lane]--; p.busy[lane] == 0 {
		p.idle = append(p.idle, lane)
	}
}
