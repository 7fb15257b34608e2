package size

import (
	"context"
	"encoding/binary"
	"net"
	"sync"
)

// direction is the direction of bytes on a connection, as the client sees it.
type direction int

const (
	out direction = iota
	in
)

// spent are bytes of a connection, by direction.
type spent struct {
	// exchange are the bytes of requests and answers: over HTTP/1.1 all bytes, over HTTP/2
	// headers and data.
	exchange [2]int64
	// opening are the bytes with which a connection of HTTP/2 begins: the preface, settings, and
	// the windows that client and server grant each other before any data.
	opening [2]int64
	// upkeep is the rest: pings, and window updates for data that was read. Their number depends
	// on timing.
	upkeep [2]int64
}

// countedConn counts the bytes of a connection by purpose. Like any connection it may be read
// and written at the same time.
type countedConn struct {
	net.Conn
	http2 bool

	// settled is closed when the client has applied the server's settings, or never will.
	settled chan struct{}
	settle  sync.Once

	mu         sync.Mutex
	spent      spent
	directions [2]frames
}

// The types of HTTP/2 frames that are distinguished.
const (
	frameHead         = 9
	frameData         = 0x0
	frameHeaders      = 0x1
	frameSettings     = 0x4
	frameWindowUpdate = 0x8
	frameContinuation = 0x9
)

// prefaceBytes is what a client of HTTP/2 sends before its first frame.
const prefaceBytes = 24

// frames parses one direction of a connection, in pieces of any size.
type frames struct {
	preface int // how much of it has been read
	head    [frameHead]byte
	have    int    // of head
	left    int    // of the frame after its head
	into    *int64 // what the frame counts for
	data    bool   // some of it has been read
}

func dial(ctx context.Context, address string, http2 bool) (*countedConn, error) {
	c, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	counted := &countedConn{Conn: c, http2: http2, settled: make(chan struct{})}
	counted.directions[in].preface = prefaceBytes // a server sends none
	return counted, err
}

func (c *countedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.pass(in, p[:n])
	if err != nil {
		c.settle.Do(func() { close(c.settled) })
	}
	return n, err
}

func (c *countedConn) Write(p []byte) (int, error) {
	c.pass(out, p) // before the peer can answer
	return c.Conn.Write(p)
}

func (c *countedConn) count() spent {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.spent
}

func (c *countedConn) pass(d direction, p []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.http2 {
		c.spent.exchange[d] += int64(len(p))
		return
	}
	f := &c.directions[d]
	if n := min(len(p), prefaceBytes-f.preface); n > 0 {
		f.preface += n
		c.spent.opening[d] += int64(n)
		p = p[n:]
	}
	for len(p) > 0 {
		if f.left > 0 {
			n := min(len(p), f.left)
			f.left -= n
			*f.into += int64(n)
			p = p[n:]
			continue
		}
		n := copy(f.head[f.have:], p)
		f.have += n
		p = p[n:]
		if f.have == frameHead {
			f.have = 0
			f.left = int(binary.BigEndian.Uint32(f.head[:]) >> 8)
			f.into = c.purpose(d, f.head[3], f.head[4])
			*f.into += frameHead
		}
	}
}

// purpose returns the purpose of a frame.
func (c *countedConn) purpose(d direction, kind, flags byte) *int64 {
	switch kind {
	case frameData:
		c.directions[d].data = true
		fallthrough
	case frameHeaders, frameContinuation:
		return &c.spent.exchange[d]
	case frameSettings:
		if acknowledged := flags&1 != 0; acknowledged && d == out {
			c.settle.Do(func() { close(c.settled) })
		}
		return &c.spent.opening[d]
	case frameWindowUpdate:
		if !c.directions[1-d].data { // no data has been sent that this could answer
			return &c.spent.opening[d]
		}
	}
	return &c.spent.upkeep[d]
}

// since returns what a connection has carried since an earlier count.
func (s spent) since(earlier spent) spent {
	for d := range 2 {
		s.exchange[d] -= earlier.exchange[d]
		s.opening[d] -= earlier.opening[d]
		s.upkeep[d] -= earlier.upkeep[d]
	}
	return s
}
