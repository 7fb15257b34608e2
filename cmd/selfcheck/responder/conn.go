package responder

import (
	"errors"
	"io"

	"golang.org/x/sys/unix"
)

// conn is a connection.
type conn struct {
	fd    int
	state protocol
	// rest is the beginning of a request whose end has not come, out what could not be written
	// yet.
	rest, out []byte
}

// read reads once, into a buffer that all connections share, and answers. Epoll reports again
// what was not read.
func (c *conn) read(in []byte) error {
	n, err := unix.Read(c.fd, in)
	switch {
	case errors.Is(err, unix.EAGAIN), errors.Is(err, unix.EINTR):
		return nil
	case err != nil:
		return err
	case n == 0:
		return io.EOF
	}
	came := in[:n]
	if len(c.rest) > 0 {
		c.rest = append(c.rest, came...)
		came = c.rest
	}
	read, out, err := c.state.answer(came, c.out)
	if err != nil {
		return err
	}
	c.out = out
	c.rest = append(c.rest[:0], came[read:]...)
	return c.flush()
}

// flush writes what it can.
func (c *conn) flush() error {
	written := 0
	for written < len(c.out) {
		n, err := unix.Write(c.fd, c.out[written:])
		if errors.Is(err, unix.EAGAIN) {
			break
		}
		if err != nil && !errors.Is(err, unix.EINTR) {
			return err
		}
		written += max(n, 0)
	}
	c.out = append(c.out[:0], c.out[written:]...)
	return nil
}
