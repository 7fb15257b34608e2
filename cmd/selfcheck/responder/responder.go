// Package responder is a server that only answers: the same answer of about 1 KB to whatever is
// asked, over HTTP/1.1, HTTP/2 in plaintext and gRPC. It costs so little that a load generator on
// another CPU reaches its own limit first. One thread waits with epoll for all connections; none
// has a goroutine.
//
// It expects clients that keep to their protocol and trusts them: it decodes no header, and a
// client that it does not understand is disconnected.
package responder

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"

	"golang.org/x/sys/unix"
)

// protocol is what one connection speaks.
type protocol interface {
	// answer appends the answers to all requests in what came to out. It returns how much it
	// has read; the rest comes again, with more behind it.
	answer(in, out []byte) (read int, _ []byte, err error)
}

// Addresses are where a responder listens, as host:port.
type Addresses struct {
	HTTP1 string `json:"listen"`
	HTTP2 string `json:"http2"`
	GRPC  string `json:"grpc"`
}

// Responder answers until it is closed.
type Responder struct {
	Addresses
	epoll     int
	wake      int // an eventfd, readable when the responder is to end
	listeners map[int32]func() protocol
	conns     map[int32]*conn
	in        []byte
}

// Listen opens a responder on free ports of 127.0.0.1. The caller calls Serve and then Close.
func Listen() (_ *Responder, err error) {
	r := &Responder{listeners: make(map[int32]func() protocol), conns: make(map[int32]*conn), in: make([]byte, 64<<10)}
	if r.epoll, err = unix.EpollCreate1(unix.EPOLL_CLOEXEC); err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	if r.wake, err = unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK); err != nil {
		unix.Close(r.epoll)
		return nil, fmt.Errorf("listen: %w", err)
	}
	if err = r.watch(int32(r.wake)); err == nil {
		err = errors.Join(
			r.listen(&r.HTTP1, newHTTP1),
			r.listen(&r.HTTP2, newHTTP2),
			r.listen(&r.GRPC, newGRPC),
		)
	}
	if err != nil {
		r.Close()
		return nil, fmt.Errorf("listen: %w", err)
	}
	return r, nil
}

// listen opens one of the ports.
func (r *Responder) listen(address *string, p func() protocol) error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	r.listeners[int32(fd)] = p
	if err := unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		return err
	}
	if err := unix.Listen(fd, unix.SOMAXCONN); err != nil {
		return err
	}
	name, err := unix.Getsockname(fd)
	if err != nil {
		return err
	}
	inet, ok := name.(*unix.SockaddrInet4)
	if !ok {
		return net.UnknownNetworkError(fmt.Sprintf("%T", name))
	}
	*address = netip.AddrPortFrom(netip.AddrFrom4(inet.Addr), uint16(inet.Port)).String()
	return r.watch(int32(fd))
}

// watch has epoll report when there is something to read.
func (r *Responder) watch(fd int32) error {
	return unix.EpollCtl(r.epoll, unix.EPOLL_CTL_ADD, int(fd), &unix.EpollEvent{Events: unix.EPOLLIN, Fd: fd})
}

// Serve answers until Stop is called.
func (r *Responder) Serve() error {
	events := make([]unix.EpollEvent, 256)
	for {
		n, err := unix.EpollWait(r.epoll, events, -1)
		if err != nil && !errors.Is(err, unix.EINTR) {
			return fmt.Errorf("wait for requests: %w", err)
		}
		for i := range max(n, 0) {
			fd := events[i].Fd
			if fd == int32(r.wake) {
				return nil
			}
			if p, ok := r.listeners[fd]; ok {
				if err := r.accept(fd, p); err != nil {
					return err
				}
				continue
			}
			// A child process that is being started keeps a socket that was closed here, and
			// its events, for a moment.
			if c := r.conns[fd]; c != nil {
				r.serve(fd, c, events[i].Events)
			}
		}
	}
}

// accept takes all connections that wait at a listener.
func (r *Responder) accept(listener int32, p func() protocol) error {
	for {
		fd, _, err := unix.Accept4(int(listener), unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC)
		switch {
		case errors.Is(err, unix.EAGAIN):
			return nil
		case errors.Is(err, unix.ECONNABORTED), errors.Is(err, unix.EINTR):
			continue
		case err != nil:
			return fmt.Errorf("accept a connection: %w", err)
		}
		if err := unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1); err != nil {
			unix.Close(fd)
			continue // it has gone
		}
		r.conns[int32(fd)] = &conn{fd: fd, state: p()}
		if err := r.watch(int32(fd)); err != nil {
			return fmt.Errorf("accept a connection: %w", err)
		}
	}
}

// serve does what a connection is ready for, and closes it if it has ended.
func (r *Responder) serve(fd int32, c *conn, ready uint32) {
	blocked := len(c.out) > 0
	err := c.flush()
	if err == nil && len(c.out) == 0 {
		err = c.read(r.in)
	}
	if err == nil && blocked != (len(c.out) > 0) {
		err = r.await(fd, !blocked)
	}
	if err != nil || ready&unix.EPOLLERR != 0 {
		delete(r.conns, fd)
		unix.Close(c.fd)
	}
}

// await has epoll report when a connection can be written, or else when it can be read. A client
// that does not read its answers is not read either.
func (r *Responder) await(fd int32, write bool) error {
	event := unix.EpollEvent{Events: unix.EPOLLIN, Fd: fd}
	if write {
		event.Events = unix.EPOLLOUT
	}
	return unix.EpollCtl(r.epoll, unix.EPOLL_CTL_MOD, int(fd), &event)
}

// Stop ends Serve. It may be called from any goroutine until Close.
func (r *Responder) Stop() {
	unix.Write(r.wake, []byte{1, 0, 0, 0, 0, 0, 0, 0})
}

// Close closes everything. Serve has ended.
func (r *Responder) Close() error {
	var err error
	for fd := range r.conns {
		err = errors.Join(err, os.NewSyscallError("close", unix.Close(int(fd))))
	}
	for fd := range r.listeners {
		err = errors.Join(err, os.NewSyscallError("close", unix.Close(int(fd))))
	}
	return errors.Join(err, unix.Close(r.wake), unix.Close(r.epoll))
}
