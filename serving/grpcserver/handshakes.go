package grpcserver

import (
	"net"
	"sync"
	"time"
)

// handshakes keeps the connections whose handshake has not ended. The library waits for them
// before it stops, gracefully or not. The zero handshakes is ready.
type handshakes struct {
	mu   sync.Mutex
	open map[*handshake]struct{}
	over bool // no handshake may begin any more
}

func (h *handshakes) listen(l net.Listener) net.Listener { return handshakeListener{l, h} }

type handshakeListener struct {
	net.Listener
	handshakes *handshakes
}

func (l handshakeListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return l.handshakes.begin(c), nil
}

func (h *handshakes) begin(c net.Conn) net.Conn {
	s := &handshake{Conn: c, handshakes: h}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.over {
		c.Close()
		return s
	}
	if h.open == nil {
		h.open = make(map[*handshake]struct{})
	}
	h.open[s] = struct{}{}
	return s
}

func (h *handshakes) end(s *handshake) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.open, s)
}

// cut closes the connections, and those that are accepted later.
func (h *handshakes) cut() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.over = true
	for s := range h.open {
		s.Conn.Close()
	}
}

// handshake is a connection in its handshake. The library ends a handshake by taking the
// connection's deadline off.
type handshake struct {
	net.Conn
	handshakes *handshakes
}

func (s *handshake) SetDeadline(t time.Time) error {
	if t.IsZero() {
		s.handshakes.end(s)
	}
	return s.Conn.SetDeadline(t)
}

func (s *handshake) Close() error {
	s.handshakes.end(s)
	return s.Conn.Close()
}
