package conn

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
)

// Dialer opens TCP connections and knows which are open. It is safe for concurrent use.
type Dialer struct {
	Address     string
	BeforeClose func(*net.TCPConn)
	opened      atomic.Int64

	mu    sync.Mutex
	conns map[*tracked]struct{}
}

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

// tracked is a connection that tells its dialer when it is closed.
type tracked struct {
	*net.TCPConn
	dialer *Dialer
	once   sync.Once
}

func (t *tracked) Close() error {
	t.once.Do(func() { t.dialer.forget(t) })
	return t.TCPConn.Close()
}

// forget holds the lock while it tells of the connection, so that its counters are seen
// either there or among the open ones.
func (d *Dialer) forget(t *tracked) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.BeforeClose != nil {
		d.BeforeClose(t.TCPConn)
	}
	delete(d.conns, t)
}

// closeAll closes what a transport has left open.
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

// Connections shows those that are open; none is closed before see returns.
func (d *Dialer) Connections(see func([]*net.TCPConn)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	open := make([]*net.TCPConn, 0, len(d.conns))
	for t := range d.conns {
		open = append(open, t.TCPConn)
	}
	see(open)
}
