package leantest

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/wiretax/wiretax/bench/client/clienttest"
)

// HTTP1 is a server's connection of HTTP/1.1. It does nothing by itself.
type HTTP1 struct {
	*net.TCPConn
	// Number counts the server's connections from 0.
	Number int
	in     *bufio.Reader
}

// ServeHTTP1 serves each connection by a function until the test ends, and returns host:port. The
// connection closes when the function returns.
func ServeHTTP1(t *testing.T, serve func(*HTTP1)) (address string) {
	t.Helper()
	n := clienttest.NewNetwork(t)
	var connections atomic.Int64
	t.Cleanup(clienttest.ServeRaw(n, func(conn *net.TCPConn) {
		defer conn.Close()
		serve(&HTTP1{TCPConn: conn, Number: int(connections.Add(1)) - 1, in: bufio.NewReader(conn)})
	}))
	return n.Addr().String()
}

// Request reads a request with its body. It returns false when none comes any more.
func (c *HTTP1) Request() (r *http.Request, body []byte, ok bool) {
	r, err := http.ReadRequest(c.in)
	if err != nil {
		return nil, nil, false
	}
	body, err = io.ReadAll(r.Body)
	return r, body, err == nil
}

// Say sends a text in as few segments as it takes.
func (c *HTTP1) Say(text string) { io.WriteString(c.TCPConn, text) }

// Drip sends a text in one segment for each byte.
func (c *HTTP1) Drip(text string) {
	for i := range len(text) {
		c.Say(text[i : i+1])
	}
}

// Reset closes the connection with a reset.
func (c *HTTP1) Reset() { c.SetLinger(0); c.Close() }

// Drain reads until the client closes the connection.
func (c *HTTP1) Drain() { io.Copy(io.Discard, c.in) }
