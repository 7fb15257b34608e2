package lean

import (
	"context"
	"net"
	"time"

	"golang.org/x/sys/unix"

	"github.com/wiretax/wiretax/bench/client/conn"
)

// dialLimit bounds how long it takes to open a connection anew after it broke.
const dialLimit = 10 * time.Second

// redial opens the connection of a slot for the requests that wait for it.
func (l *loop) redial(s *slot) {
	ctx, cancel := context.WithTimeout(l.client.ctx, dialLimit)
	l.client.dialing.Go(func() { l.open(ctx, s, func(error) { cancel() }) })
}

// open opens the connection of a slot. It may block, and must not run on the loop. The loop calls
// settled when the connection is ready for requests, or with the reason why it is not.
func (l *loop) open(ctx context.Context, s *slot, settled func(error)) {
	fd, secured, err := l.client.dial(ctx)
	posted := l.post(func() {
		if err == nil {
			err = l.adopt(ctx, fd, secured, s, settled)
		}
		if err != nil {
			l.opened(s, nil, err)
			settled(err)
		}
	})
	if !posted {
		if err == nil {
			unix.Close(fd)
		}
		settled(errEnded)
	}
}

// dial returns a non-blocking socket on which TLS, if there is any, has been agreed.
func (c *Client) dial(ctx context.Context) (fd int, secured *secure, err error) {
	var dialer net.Dialer
	plain, err := dialer.DialContext(ctx, "tcp", c.config.Address)
	if err != nil {
		return -1, nil, err
	}
	c.opened.Add(1)
	defer plain.Close()
	if c.config.Settings.TLS != nil {
		t := &transport{Conn: plain}
		agreed, err := conn.Handshake(ctx, t, c.config.Address, c.config.Settings.TLS, c.config.Protocol != HTTP1)
		if err != nil {
			return -1, nil, err
		}
		secured = &secure{Conn: agreed, transport: t}
	}
	if fd, err = duplicate(plain.(*net.TCPConn)); err == nil && secured != nil {
		secured.handOver()
	}
	return fd, secured, err
}

// duplicate returns the socket of a connection under another number. The runtime watches sockets
// under the number that it knows, and would wake a thread for each answer.
func duplicate(plain *net.TCPConn) (fd int, err error) {
	raw, err := plain.SyscallConn()
	if err != nil {
		return -1, err
	}
	controlErr := raw.Control(func(known uintptr) {
		fd, err = unix.FcntlInt(known, unix.F_DUPFD_CLOEXEC, 0)
	})
	if controlErr != nil {
		return -1, controlErr
	}
	return fd, err
}

// adopt makes a socket a connection of the loop.
func (l *loop) adopt(ctx context.Context, fd int, secured *secure, s *slot, settled func(error)) error {
	if err := l.add(fd, unix.EPOLLIN); err != nil {
		unix.Close(fd)
		return err
	}
	for len(l.sockets) <= fd {
		l.sockets = append(l.sockets, nil)
	}
	c := &connection{loop: l, slot: s, fd: fd, secure: secured}
	l.sockets[fd] = c
	// A service that accepts the connection and does not begin HTTP/2 settles nothing.
	stop := context.AfterFunc(ctx, func() {
		l.post(func() {
			if c.settled != nil {
				c.fail(ctx.Err())
			}
		})
	})
	c.settled = func(err error) {
		stop()
		if err != nil {
			l.opened(s, nil, err)
		} else {
			l.opened(s, c, nil)
		}
		settled(err)
	}
	if l.client.config.Protocol == HTTP1 {
		c.protocol = &http1{connection: c}
	} else {
		c.protocol = newHTTP2(c)
	}
	c.protocol.begin()
	c.touch()
	if secured != nil { // a server may say something with its last message of the handshake
		secured.decrypt(c, nil)
	}
	if l.client.config.Protocol == HTTP1 {
		c.settle(nil)
	}
	return nil
}

// opened gives a slot the connection that was opened for it, and sends or fails what waits for it.
func (l *loop) opened(s *slot, c *connection, err error) {
	pending := s.pending
	s.opening, s.open, s.pending = false, c, nil
	for range pending {
		l.pool.give(s)
	}
	for _, x := range pending {
		if err != nil {
			x.fail(conn.Failure(x.ctx, err), err)
		} else {
			l.pool.start(x)
		}
	}
	l.pool.serveLine()
}
