package conn

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"
)

// lane is the place of one connection, which is opened again when it is gone. It is safe
// for concurrent use; its zero value has no connection yet.
type lane struct {
	mu      sync.Mutex
	conn    *http.ClientConn
	opening *opening
	// served is the connection that has carried an answer, if it is one of HTTP/1.1. Only
	// the request that has taken the lane looks at it.
	served *http.ClientConn
}

// hasServed says whether conn, of HTTP/1.1, has carried an answer.
func (l *lane) hasServed(conn *http.ClientConn) bool { return l.served == conn }

// opening is a connection that is being opened, for all who want it.
type opening struct {
	done chan struct{}
	err  error
}

// get returns the lane's connection, and how long it took to open it where that was needed.
func (l *lane) get(ctx context.Context, w *HTTP) (*http.ClientConn, time.Duration, error) {
	l.mu.Lock()
	if conn := l.conn; conn != nil {
		if w.usable(conn) {
			l.mu.Unlock()
			return conn, 0, nil
		}
		if !w.http2 { // which has closed itself, and tells its requests why
			conn.Close()
		}
		l.conn = nil
	}
	begin := time.Now()
	for l.conn == nil {
		if under := l.opening; under != nil {
			l.mu.Unlock()
			if err := under.wait(ctx); err != nil {
				return nil, time.Since(begin), err
			}
			l.mu.Lock()
			continue
		}
		mine := &opening{done: make(chan struct{})}
		l.opening = mine
		l.mu.Unlock()
		conn, err := w.open(ctx)
		mine.err = err
		l.mu.Lock()
		l.opening, l.conn = nil, conn
		close(mine.done)
		if err != nil {
			l.mu.Unlock()
			return nil, time.Since(begin), err
		}
	}
	conn := l.conn
	l.mu.Unlock()
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
func (w *HTTP) usable(conn *http.ClientConn) bool {
	if w.http2 {
		return conn.Err() == nil
	}
	return conn.Available() > 0
}

// drop lets go of the lane's connection if it is conn, or whatever it is if conn is nil.
// One of HTTP/2 may still be carrying other requests, and ends by itself after them.
func (l *lane) drop(conn *http.ClientConn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conn == nil || (conn != nil && conn != l.conn) {
		return
	}
	if conn == nil {
		l.conn.Close()
	}
	l.conn = nil
}
