package lean

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
)

// secure is TLS between a socket of the loop and its protocol: crypto/tls on a transport in memory,
// which never blocks. It belongs to the loop once the handshake is over.
type secure struct {
	*tls.Conn
	transport *transport
	// out is what the socket is to be given.
	out []byte
}

// transport is the [net.Conn] below TLS: during the handshake a socket, and then what the loop has
// read and what it is to write.
type transport struct {
	net.Conn // until the handshake is over
	over     bool
	in       []byte
	out      *[]byte
}

// errLater is the error of a read for which nothing has come yet. It is temporary, so that TLS goes
// on where it was.
type errLater struct{}

func (errLater) Error() string   { return "nothing has come yet" }
func (errLater) Timeout() bool   { return true }
func (errLater) Temporary() bool { return true }

func (t *transport) Read(p []byte) (int, error) {
	if !t.over {
		return t.Conn.Read(p)
	}
	if len(t.in) == 0 {
		return 0, errLater{}
	}
	n := copy(p, t.in)
	t.in = t.in[n:]
	return n, nil
}

func (t *transport) Write(p []byte) (int, error) {
	if !t.over {
		return t.Conn.Write(p)
	}
	*t.out = append(*t.out, p...) // never fails: after an error TLS would write nothing more
	return len(p), nil
}

// handOver ends the use of the socket by the transport.
func (s *secure) handOver() {
	s.transport.over, s.transport.out, s.transport.Conn = true, &s.out, nil
}

// encrypt moves what the protocol has written to what the socket is to be given.
func (s *secure) encrypt(c *connection) {
	if len(c.out) > 0 {
		s.Conn.Write(c.out)
		c.out = c.out[:0]
	}
}

// decrypt hands what has come to the protocol.
func (s *secure) decrypt(c *connection, raw []byte) {
	s.transport.in = raw
	l := c.loop
	for !c.closed {
		l.plain = roomFor(l.plain, len(c.rest))
		had := copy(l.plain, c.rest)
		n, err := s.Conn.Read(l.plain[had:])
		if n > 0 {
			c.receive(l.plain[:had+n])
		}
		switch {
		case errors.As(err, new(errLater)):
			if len(s.out) > 0 { // TLS itself has something to say
				c.touch()
			}
			return
		case errors.Is(err, io.EOF):
			c.fail(io.EOF)
		case err != nil:
			c.fail(err)
		}
	}
}
