package conn

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
)

// Dialer opens TCP connections to one address and knows what they have carried. It is safe for
// concurrent use.
type Dialer struct {
	Address string
	opened  atomic.Int64

	mu    sync.Mutex
	conns map[*tracked]struct{} // that are open
	// closed is what the others had carried when they were closed.
	closed Bytes
}

// Dial opens a connection.
func (d *Dialer) Dial(ctx context.Context) (net.Conn, error) {
	var plain net.Dialer
	conn, err := plain.DialContext(ctx, "tcp", d.Address)
	if err != nil {
		return nil, err
	}
	d.opened.Add(1)
	t := &tracked{TCPConn: conn.(*net.TCPConn), dialer: d}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.conns == nil {
		d.conns = make(map[*tracked]struct{})
	}
	d.conns[t] = struct{}{}
	return t, nil
}

// tracked is a connection that tells its dialer before it closes.
type tracked struct {
	*net.TCPConn
	dialer *Dialer
	once   sync.Once
}

func (t *tracked) Close() error {
	t.once.Do(func() { t.dialer.forget(t) })
	return t.TCPConn.Close()
}

// forget adds what a connection has carried to closed. It does so under the lock, so that Carried
// counts the connection either there or among the open ones.
func (d *Dialer) forget(t *tracked) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if carried, err := readTCP(t.TCPConn); err == nil {
		d.closed = d.closed.Plus(carried)
	} // else its counters are gone with it
	delete(d.conns, t)
}

// closeAll closes the connections that a transport has left open.
func (d *Dialer) closeAll() {
	d.mu.Lock()
	left := make([]*tracked, 0, len(d.conns))
	for t := range d.conns {
		left = append(left, t)
	}
	d.mu.Unlock()
	for _, t := range left {
		t.Close()
	}
}

// Opened counts the connections that were ever opened.
func (d *Dialer) Opened() int64 { return d.opened.Load() }

// Carried returns what all connections have carried, closed ones included, each counted once.
func (d *Dialer) Carried() (Bytes, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	sum := d.closed
	for t := range d.conns {
		carried, err := readTCP(t.TCPConn)
		if err != nil {
			return Bytes{}, err
		}
		sum = sum.Plus(carried)
	}
	return sum, nil
}
