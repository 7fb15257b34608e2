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
// kernel would reset them. Where answers ask clients to connect anew, as in a drain, there
// are always some.
type backlog struct {
	*net.TCPListener
	closing atomic.Bool
	ended   chan struct{} // closed when the last connection has been handed out
}

func newBacklog(l *net.TCPListener) *backlog {
	return &backlog{TCPListener: l, ended: make(chan struct{})}
}

// Accept returns the next connection, and closes the listener once it is to be closed and
// none is waiting.
func (b *backlog) Accept() (net.Conn, error) {
	for {
		if b.closing.Load() {
			if !b.waiting() {
				if b.TCPListener.Close() == nil {
					close(b.ended)
				}
				return nil, net.ErrClosed
			}
			b.SetDeadline(time.Now().Add(time.Second)) // it is there
		}
		c, err := b.TCPListener.Accept()
		if err == nil || !b.closing.Load() || !errors.Is(err, os.ErrDeadlineExceeded) {
			return c, err
		}
	}
}

// Close wakes Accept, which closes the listener when it has handed out what is waiting, and
// may have done so by then.
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
