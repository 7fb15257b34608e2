package httpserver

import (
	"errors"
	"net"
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// backlog is a listener that hands out the connections which wait in the kernel's queue
// before it closes. Their clients are connected, and may have sent their requests: the
// kernel would reset them. There are always some during a drain, in which answers ask clients
// to open new connections.
type backlog struct {
	*net.TCPListener
	closing atomic.Bool
	ended   chan struct{} // closed when the last connection has been handed out
}

func newBacklog(l *net.TCPListener) *backlog {
	return &backlog{TCPListener: l, ended: make(chan struct{})}
}

// Accept returns the next connection. After Close it returns those that are waiting, and then
// closes the listener.
func (b *backlog) Accept() (net.Conn, error) {
	for {
		if b.closing.Load() {
			if !b.waiting() {
				if b.TCPListener.Close() == nil {
					close(b.ended)
				}
				return nil, net.ErrClosed
			}
			b.SetDeadline(time.Now().Add(time.Second)) // one is waiting
		}
		c, err := b.TCPListener.Accept()
		if err == nil || !b.closing.Load() || !errors.Is(err, os.ErrDeadlineExceeded) {
			return c, err
		}
	}
}

// Close makes Accept close the listener once it has returned what is waiting. It does not wait
// for that.
func (b *backlog) Close() error {
	b.closing.Store(true)
	if err := b.SetDeadline(time.Unix(1, 0)); !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// waiting reports whether the kernel holds a connection for Accept.
func (b *backlog) waiting() (yes bool) {
	raw, err := b.SyscallConn()
	if err != nil {
		return false
	}
	raw.Control(func(fd uintptr) {
		ready := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
		n, err := unix.Poll(ready, 0)
		yes = err == nil && n > 0
	})
	return yes
}
