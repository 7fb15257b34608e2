package httpserver

import (
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// arrivals are the connections that were accepted during a drain and have had no answer yet.
// http.Server drops their requests once it shuts down. There are many of them, because answers
// ask clients to open new connections during a drain.
type arrivals struct {
	mu      sync.Mutex
	waiting map[string]struct{} // by the client's address
	// none gets a token when no connection waits any more.
	none chan struct{}
	// listener accepts the connections; nil unless it is TCP.
	listener atomic.Pointer[backlog]
}

// watch is told the state of a connection.
func (n *arrivals) watch(c net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		n.add(c.RemoteAddr().String())
	case http.StateClosed, http.StateHijacked:
		n.remove(c.RemoteAddr().String())
	}
}

func (n *arrivals) add(address string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.waiting == nil {
		n.waiting = make(map[string]struct{})
	}
	n.waiting[address] = struct{}{}
}

func (n *arrivals) remove(address string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.waiting, address)
	if len(n.waiting) == 0 {
		select {
		case n.none <- struct{}{}:
		default:
		}
	}
}

// arrivalTime is how long a connection that was accepted during a drain may take to send a
// request.
const arrivalTime = time.Second

// await stops accepting, and waits until every connection that was accepted has had an answer.
func (n *arrivals) await(done <-chan struct{}) {
	l := n.listener.Load()
	if l == nil {
		return
	}
	l.Close()
	limit := time.NewTimer(arrivalTime)
	defer limit.Stop()
	for ended := l.ended; ; {
		if ended == nil && n.empty() {
			return
		}
		select {
		case <-ended:
			ended = nil
		case <-n.none:
		case <-limit.C:
			return
		case <-done:
			return
		}
	}
}

func (n *arrivals) empty() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.waiting) == 0
}
