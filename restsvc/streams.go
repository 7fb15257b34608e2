package restsvc

import (
	"sync"
)

// streams are the WebSockets of a service.
type streams struct {
	mu     sync.Mutex
	open   map[*stream]struct{}
	ending bool
	// ended is closed when the service is ending and no stream is left.
	ended chan struct{}
}

func newStreams() streams {
	return streams{open: make(map[*stream]struct{}), ended: make(chan struct{})}
}

// add takes a stream in before its connection is its own, unless the service is ending.
func (s *streams) add(one *stream) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ending {
		return false
	}
	s.open[one] = struct{}{}
	return true
}

func (s *streams) remove(one *stream) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, one)
	s.check()
}

// end asks every stream to end, and returns a channel that is closed when all have.
func (s *streams) end() <-chan struct{} {
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

// cut breaks the connections of all streams that are left.
func (s *streams) cut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for one := range s.open {
		one.cut()
	}
}

func (s *streams) check() {
	if s.ending && len(s.open) == 0 {
		close(s.ended)
	}
}
