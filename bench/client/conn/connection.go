package conn

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"
)

// connection is one of HTTP's. It is opened when it is needed and anew after it broke. The zero
// value is not open yet; it is safe for concurrent use.
type connection struct {
	mu      sync.Mutex
	conn    *http.ClientConn
	opening *opening
	// served is conn once it has carried an answer of HTTP/1.1. Only the request that has
	// taken the connection reads or writes it.
	served *http.ClientConn
}

// hasServed reports whether conn, of HTTP/1.1, has carried an answer.
func (c *connection) hasServed(conn *http.ClientConn) bool { return c.served == conn }

// opening is a connection that is being opened, for every request that wants it.
type opening struct {
	done chan struct{}
	err  error
}

// get returns the open connection, and how long it waited if it had to be opened.
func (c *connection) get(ctx context.Context, h *HTTP) (*http.ClientConn, time.Duration, error) {
	c.mu.Lock()
	if conn := c.conn; conn != nil {
		if h.usable(conn) {
			c.mu.Unlock()
			return conn, 0, nil
		}
		if !h.http2 { // one of HTTP/2 has closed itself, and tells its requests why
			conn.Close()
		}
		c.conn = nil
	}
	begin := time.Now()
	for c.conn == nil {
		if under := c.opening; under != nil {
			c.mu.Unlock()
			if err := under.wait(ctx); err != nil {
				return nil, time.Since(begin), err
			}
			c.mu.Lock()
			continue
		}
		mine := &opening{done: make(chan struct{})}
		c.opening = mine
		c.mu.Unlock()
		conn, err := h.open(ctx)
		mine.err = err
		c.mu.Lock()
		c.opening, c.conn = nil, conn
		close(mine.done)
		if err != nil {
			c.mu.Unlock()
			return nil, time.Since(begin), err
		}
	}
	conn := c.conn
	c.mu.Unlock()
	return conn, time.Since(begin), nil
}

// wait waits for a connection that another request is opening. It returns nil if only the other
// request ran out of time.
func (o *opening) wait(ctx context.Context) error {
	select {
	case <-o.done:
		if errors.Is(o.err, context.Canceled) || errors.Is(o.err, context.DeadlineExceeded) {
			return ctx.Err()
		}
		return o.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// usable reports whether a connection takes another request. One of HTTP/1.1 that the server has
// closed, or is about to close, does not. One of HTTP/2 whose streams are all in use does: the
// request waits for a stream.
func (h *HTTP) usable(conn *http.ClientConn) bool {
	if h.http2 {
		return conn.Err() == nil
	}
	return conn.Available() > 0
}

// drop forgets the open connection if it is conn, which may be one of HTTP/2 that still carries
// other requests and closes after them. With a nil conn it closes whatever is open.
func (c *connection) drop(conn *http.ClientConn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conn == nil || (conn != nil && conn != c.conn) {
		return
	}
	if conn == nil {
		c.conn.Close()
	}
	c.conn = nil
}
