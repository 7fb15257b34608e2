package lean

import (
	"errors"
	"io"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/wiretax/wiretax/bench/client/conn"
)

// protocol is what a connection speaks.
type protocol interface {
	// begin appends to the output what the client sends first.
	begin()
	// most is how many requests the connection carries at a time.
	most() int
	// send sends a request, or the beginning of a large one.
	send(x *exchange)
	// more appends to the output what may follow of large requests when all of it was written,
	// and reports whether there was anything.
	more() bool
	// receive takes bytes that have come and returns how many it is done with. It gets the rest
	// once more with what follows.
	receive(p []byte) (n int, err error)
	// abandon ends a request whose answer is no longer wanted.
	abandon(x *exchange)
	// end ends what the connection carries, since it has ended itself.
	end(err error)
}

// connection is an open socket of a loop.
type connection struct {
	loop *loop
	// slot has the connection until it takes no more requests.
	slot     *slot
	protocol protocol
	fd       int
	secure   *secure // nil in plaintext
	// out is what is to be written, and written how much of it has been.
	out     []byte
	written int
	// control is how much was appended, since all of it was written, because the service asked
	// for it.
	control int
	// rest has come and is not complete.
	rest []byte
	// dirty says that the loop knows of out, stuck that the rest of it waits for the socket.
	dirty, stuck, closed bool
	// settled is called when the connection is ready for requests, or with the reason why it
	// never will be.
	settled func(error)
}

// mostControl bounds what the client answers a service that asks for acknowledgements and reads none.
const mostControl = 1 << 20

// mostOut bounds how much of large requests waits in a connection's output.
const mostOut = 128 << 10

var errDoesNotRead = errors.New("ENHANCE_YOUR_CALM: the service asks for acknowledgements and does not read them")

// touch has the loop write.
func (c *connection) touch() {
	if !c.dirty && !c.closed {
		c.dirty = true
		c.loop.dirty = append(c.loop.dirty, c)
	}
}

// send sends a request on the connection.
func (c *connection) send(x *exchange) {
	if !x.waits.IsZero() {
		x.waited()
	}
	x.on = c
	x.attempts++
	c.protocol.send(x)
	c.touch()
}

// abandon ends a request of the connection whose answer is no longer wanted.
func (c *connection) abandon(x *exchange) {
	x.on = nil
	c.protocol.abandon(x)
	c.touch()
}

// ready handles an event of the socket.
func (c *connection) ready(events uint32) {
	if events&unix.EPOLLOUT != 0 && c.stuck {
		c.write()
	}
	if events&^unix.EPOLLOUT != 0 && !c.closed {
		c.read()
	}
}

// write writes what the socket takes. What follows of large requests has to wait until others had
// their turn.
func (c *connection) write() {
	if c.closed {
		return
	}
	if c.secure != nil {
		c.secure.encrypt(c)
	}
	if c.writeOut() {
		c.setStuck(c.protocol.more())
	}
}

// writeOut writes what there is, and reports whether that is all of it.
func (c *connection) writeOut() bool {
	out := c.pendingOut()
	for len(*out) > c.written {
		n, errno := transfer(unix.SYS_WRITE, c.fd, (*out)[c.written:])
		switch errno {
		case 0:
			c.written += n
		case unix.EINTR:
		case unix.EAGAIN:
			c.setStuck(true)
			return false
		default:
			c.read() // the service may have said why
			c.fail(os.NewSyscallError("write", errno))
			return false
		}
	}
	*out, c.written, c.control = (*out)[:0], 0, 0
	if cap(*out) > mostKept {
		*out = nil
	}
	return true
}

// pendingOut is what the socket is given.
func (c *connection) pendingOut() *[]byte {
	if c.secure != nil {
		return &c.secure.out
	}
	return &c.out
}

// unsent reports whether there is something that the socket has not taken.
func (c *connection) unsent() bool { return len(c.out) > 0 || len(*c.pendingOut()) > 0 }

// setStuck watches for the socket to take more, or no longer.
func (c *connection) setStuck(stuck bool) {
	if c.stuck == stuck {
		return
	}
	c.stuck = stuck
	events := uint32(unix.EPOLLIN)
	if stuck {
		events |= unix.EPOLLOUT
	}
	if err := c.loop.change(c.fd, events); err != nil {
		c.fail(err)
	}
}

// read reads what has come.
func (c *connection) read() {
	n, errno := 0, unix.EINTR
	if c.secure != nil {
		for errno == unix.EINTR {
			n, errno = transfer(unix.SYS_READ, c.fd, c.loop.in)
		}
		if errno == 0 && n > 0 {
			c.secure.decrypt(c, c.loop.in[:n])
			return
		}
	} else {
		c.loop.in = roomFor(c.loop.in, len(c.rest))
		had := copy(c.loop.in, c.rest)
		for errno == unix.EINTR {
			n, errno = transfer(unix.SYS_READ, c.fd, c.loop.in[had:])
		}
		if errno == 0 && n > 0 {
			c.receive(c.loop.in[:had+n])
			return
		}
	}
	switch errno {
	case 0:
		c.fail(io.EOF)
	case unix.EAGAIN:
	default:
		c.fail(os.NewSyscallError("read", errno))
	}
}

// roomFor returns a buffer with room behind what is left of the last piece.
func roomFor(buffer []byte, rest int) []byte {
	if len(buffer)-rest >= firstBuffer/2 {
		return buffer
	}
	return make([]byte, 2*rest+firstBuffer)
}

// receive hands bytes to the protocol and keeps what it leaves.
func (c *connection) receive(p []byte) {
	for len(p) > 0 {
		n, err := c.protocol.receive(p)
		if err != nil {
			c.fail(err)
		}
		if c.closed {
			return
		}
		if n == 0 {
			break
		}
		p = p[n:]
	}
	c.rest = append(c.rest[:0], p...)
	if cap(c.rest) > mostKept && len(c.rest) == 0 {
		c.rest = nil
	}
}

// fail ends the connection with the requests that it carries.
func (c *connection) fail(err error) {
	if c.closed {
		return
	}
	c.close()
	c.protocol.end(err)
	c.settle(err)
	c.loop.pool.serveLine()
}

// settle says once whether the connection is ready for requests.
func (c *connection) settle(err error) {
	if settled := c.settled; settled != nil {
		c.settled = nil
		settled(err)
	}
}

// retire lets the connection take no more requests.
func (c *connection) retire() {
	if c.slot != nil && c.slot.open == c {
		c.slot.open = nil
	}
}

// close closes the socket.
func (c *connection) close() {
	if c.closed {
		return
	}
	c.closed = true
	c.retire()
	if carried, err := conn.OfSocket(c.fd); err == nil {
		c.loop.carried = c.loop.carried.Plus(carried)
	}
	c.loop.sockets[c.fd] = nil
	unix.Close(c.fd)
}

// transfer reads or writes without telling the scheduler, since the socket does not block.
func transfer(call uintptr, fd int, p []byte) (int, unix.Errno) {
	n, _, errno := unix.RawSyscall(call, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)))
	if errno != 0 {
		return 0, errno
	}
	return int(n), 0
}
