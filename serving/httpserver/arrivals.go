package httpserver

import (
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// arrivals are the connections that came while the service drains and have had no answer
// yet. Once http.Server shuts down it drops what it reads, so that they would be lost; and
// answers that ask clients to connect anew bring many.
type arrivals struct {
	mu      sync.Mutex
	waiting map[string]struct{} // by the client's address
	// none gets a token when the last one has gone.
	none chan struct{}
	// listener is what connections come by; nil where it is none of TCP.
	listener atomic.Pointer[backlog]
}

// watch is told what becomes of a connection.
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

// arrivalTime is how long a connection that came while the service drains may take to ask
// for something.
const arrivalTime = time.Second

// await takes no more connections and waits for the first answers to those that there are.
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
