package leantest

import (
	"bufio"
	"crypto/tls"
	"io"
	"net/http"
	"testing"
)

// HTTP1 is a server's connection of HTTP/1.1. It does nothing by itself.
type HTTP1 struct {
	Conn
	// Number counts the server's connections from 0.
	Number int
	in     *bufio.Reader
}

// ServeHTTP1 serves each connection by a function until the test ends, and returns host:port. The
// connection closes when the function returns. Security is nil for plaintext.
func ServeHTTP1(t *testing.T, security *tls.Config, serve func(*HTTP1)) (address string) {
	t.Helper()
	return serveConns(t, security, "http/1.1", func(conn Conn, number int) {
		serve(&HTTP1{Conn: conn, Number: number, in: bufio.NewReader(conn)})
	})
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
func (c *HTTP1) Say(text string) { io.WriteString(c, text) }

// Drip sends a text in one segment for each byte.
func (c *HTTP1) Drip(text string) {
	for i := range len(text) {
		c.Say(text[i : i+1])
	}
}

// Drain reads until the client closes the connection.
func (c *HTTP1) Drain() { io.Copy(io.Discard, c.in) }
