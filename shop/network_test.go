package shop

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"
)

// network connects services without a network, so that tests may fake the time. Addresses are
// the names of services.
type network struct {
	mu     sync.Mutex
	at     map[string]*pipes
	frozen map[string]bool
	conns  map[string][]net.Conn // both ends
}

func newNetwork() *network {
	return &network{at: map[string]*pipes{}, frozen: map[string]bool{}, conns: map[string][]net.Conn{}}
}

func (n *network) listen(name string) net.Listener {
	n.mu.Lock()
	defer n.mu.Unlock()
	p := &pipes{waiting: make(chan net.Conn), closed: make(chan struct{})}
	n.at[name], n.frozen[name] = p, false
	return p
}

// freeze makes an address accept connections and send nothing.
func (n *network) freeze(name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.frozen[name] = true
}

// close makes an address refuse connections, and breaks the open ones.
func (n *network) close(name string) {
	n.mu.Lock()
	delete(n.at, name)
	n.frozen[name] = false
	n.mu.Unlock()
	n.cut(name)
}

// cut breaks the connections to a service, which goes on taking others.
func (n *network) cut(name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, c := range n.conns[name] {
		c.Close()
	}
	delete(n.conns, name)
}

// open returns how many connections to a service were opened since it was cut.
func (n *network) open(name string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.conns[name])
}

// dial is a [dialFunc]; net/http adds a port to names.
func (n *network) dial(ctx context.Context, _, address string) (net.Conn, error) {
	name, _, _ := strings.Cut(address, ":")
	client, server := net.Pipe()
	n.mu.Lock()
	l, frozen := n.at[name], n.frozen[name]
	if l != nil || frozen {
		n.conns[name] = append(n.conns[name], client, server)
	}
	n.mu.Unlock()
	if frozen {
		return client, nil
	}
	if l == nil {
		return nil, errRefused
	}
	select {
	case l.waiting <- server:
		return client, nil
	case <-l.closed:
		return nil, errRefused
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

var errRefused = errors.New("connection refused")

// pipes is a listener of a network.
type pipes struct {
	waiting chan net.Conn
	closed  chan struct{}
	close   sync.Once
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.waiting:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.close.Do(func() { close(p.closed) })
	return nil
}

func (p *pipes) Addr() net.Addr { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "pipe" }
