package conn

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"
)

// connection is one of HTTP's, which is opened anew when it is gone. It is safe for concurrent
// use; its zero value is not open yet.
type connection struct {
	mu      sync.Mutex
	conn    *http.ClientConn
	opening *opening
	// served is the connection that has carried an answer, if it is one of HTTP/1.1. Only
	// the request that has taken the connection looks at it.
	served *http.ClientConn
}

// hasServed says whether conn, of HTTP/1.1, has carried an answer.
func (c *connection) hasServed(conn *http.ClientConn) bool { return c.served == conn }

// opening is a connection that is being opened, for all who want it.
type opening struct {
	done chan struct{}
	err  error
}

// get returns the open connection, and how long it took to open it where that was needed.
func (c *connection) get(ctx context.Context, h *HTTP) (*http.ClientConn, time.Duration, error) {
	c.mu.Lock()
	if conn := c.conn; conn != nil {
		if h.usable(conn) {
			c.mu.Unlock()
			return conn, 0, nil
		}
		if !h.http2 { // which has closed itself, and tells its requests why
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

// wait waits for a connection that another request opens. It has no error where only that
// other one ran out of time.
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

// usable says whether a connection takes another request. One of HTTP/1.1 that the server
// has closed, or is about to close, does not. One of HTTP/2 whose streams are all taken
// does: the request waits for one.
func (h *HTTP) usable(conn *http.ClientConn) bool {
	if h.http2 {
		return conn.Err() == nil
	}
	return conn.Available() > 0
}

// drop lets go of the open connection if it is conn, or whatever it is if conn is nil.
// One of HTTP/2 may still be carrying other requests, and ends by itself after them.
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
