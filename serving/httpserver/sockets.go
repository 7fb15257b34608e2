package httpserver

import (
	"sync"
)

// sockets are the WebSockets of a server.
type sockets struct {
	mu     sync.Mutex
	open   map[*Socket]struct{}
	ending bool
	// ended is closed when the service is ending and no socket is left.
	ended chan struct{}
}

func newSockets() sockets {
	return sockets{open: make(map[*Socket]struct{}), ended: make(chan struct{})}
}

// add takes a socket in before its connection is its own, unless the server is ending.
func (s *sockets) add(one *Socket) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ending {
		return false
	}
	s.open[one] = struct{}{}
	return true
}

func (s *sockets) remove(one *Socket) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, one)
	s.check()
}

// end asks every socket to end, and returns a channel that is closed when all have.
func (s *sockets) end() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.ending {
		s.ending = true
		for one := range s.open {
			go one.end(errStopping)
		}
		s.check()
	}
	return s.ended
}

// cut breaks the connections of all sockets that are left.
func (s *sockets) cut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for one := range s.open {
		one.cut()
	}
}

func (s *sockets) check() {
	if s.ending && len(s.open) == 0 {
		close(s.ended)
	}
}
