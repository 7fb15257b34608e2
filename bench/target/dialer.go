package target

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
)

// dialer opens TCP connections and knows which are open. It is safe for concurrent use.
type dialer struct {
	address     string
	beforeClose func(*net.TCPConn)
	opened      atomic.Int64

	mu    sync.Mutex
	conns map[*tracked]struct{}
}

func (d *dialer) dial(ctx context.Context) (net.Conn, error) {
	var plain net.Dialer
	conn, err := plain.DialContext(ctx, "tcp", d.address)
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
	dialer *dialer
	once   sync.Once
}

func (t *tracked) Close() error {
	t.once.Do(func() { t.dialer.forget(t) })
	return t.TCPConn.Close()
}

// forget holds the lock while it tells of the connection, so that its counters are seen
// either there or among the open ones.
func (d *dialer) forget(t *tracked) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.beforeClose != nil {
		d.beforeClose(t.TCPConn)
	}
	delete(d.conns, t)
}

// closeAll closes what a transport has left open.
func (d *dialer) closeAll() {
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

// Opened implements [Client].
func (d *dialer) Opened() int64 { return d.opened.Load() }

// Connections implements [Client].
func (d *dialer) Connections(see func([]*net.TCPConn)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	open := make([]*net.TCPConn, 0, len(d.conns))
	for t := range d.conns {
		open = append(open, t.TCPConn)
	}
	see(open)
}
