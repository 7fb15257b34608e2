package conn

import (
	"io"
	"net"
	"sync"
	"testing"
)

// dialTo makes a dialer of a listener that reads what comes and writes it back.
func dialTo(t *testing.T) *Dialer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() { io.Copy(conn, conn); conn.Close() }()
		}
	}()
	return &Dialer{Address: listener.Addr().String()}
}

// echo opens a connection that sends n bytes and has them back.
func (d *Dialer) echo(t *testing.T, n int64) net.Conn {
	t.Helper()
	conn, err := d.Dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if _, err := conn.Write(make([]byte, n)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(io.Discard, conn, n); err != nil {
		t.Fatal(err)
	}
	return conn
}

// wantCarried checks that exactly n bytes were carried each way.
func (d *Dialer) wantCarried(t *testing.T, when string, n int64) {
	t.Helper()
	got, err := d.Carried()
	if err != nil || got.Sent != n || got.Received != n {
		t.Errorf("%s: Carried() = %+v, %v, want %d bytes each way", when, got, err, n)
	}
}

func TestCarriedCountsEveryConnectionOnce(t *testing.T) {
	d := dialTo(t)
	d.wantCarried(t, "before any connection", 0)
	a, b, c := d.echo(t, 100), d.echo(t, 2000), d.echo(t, 30_000)
	d.wantCarried(t, "three are open", 32_100)
	b.Close()
	b.Close()
	d.wantCarried(t, "one is closed, twice", 32_100)
	d.echo(t, 400_000)
	d.wantCarried(t, "another is open", 432_100)
	a.Close()
	c.Close()
	d.closeAll()
	d.wantCarried(t, "all are closed", 432_100)
	if d.Opened() != 4 {
		t.Errorf("Opened() = %d, want 4", d.Opened())
	}
}

// TestCarriedWhileConnectionsClose reads while connections close: none is missed or counted
// both among the open ones and among the closed.
func TestCarriedWhileConnectionsClose(t *testing.T) {
	d := dialTo(t)
	const conns, each = 50, 1000
	all := make([]net.Conn, conns)
	for i := range all {
		all[i] = d.echo(t, each)
	}
	var closing sync.WaitGroup
	for _, conn := range all {
		closing.Go(func() { conn.Close() })
		d.wantCarried(t, "while connections close", conns*each)
	}
	closing.Wait()
	d.wantCarried(t, "after all are closed", conns*each)
}
