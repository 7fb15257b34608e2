package leantest

import (
	"crypto/tls"
	"net"
	"sync/atomic"
	"testing"

	"github.com/wiretax/wiretax/bench/client/clienttest"
)

// Conn is a server's connection, with or without TLS.
type Conn struct {
	halfCloser
	tcp  *net.TCPConn
	over <-chan struct{}
}

// halfCloser can say that nothing more comes: by FIN, over TLS by close_notify.
type halfCloser interface {
	net.Conn
	CloseWrite() error
}

// Reset closes the connection with a reset.
func (c Conn) Reset() { c.tcp.SetLinger(0); c.tcp.Close() }

// Hold returns when the test is over.
func (c Conn) Hold() { <-c.over }

// serveConns serves each connection by a function until the test ends, and closes it then. ALPN
// chooses the protocol.
func serveConns(t *testing.T, security *tls.Config, protocol string, serve func(conn Conn, number int)) (address string) {
	t.Helper()
	// Not clienttest.NewNetwork: a script does not read while it writes, and what the client
	// sends meanwhile has to fit.
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	n := &clienttest.Network{Listener: l}
	var connections atomic.Int64
	t.Cleanup(clienttest.ServeRaw(n, func(tcp *net.TCPConn) {
		defer tcp.Close()
		conn := Conn{tcp, tcp, t.Context().Done()}
		if security != nil {
			config := security.Clone()
			config.NextProtos = []string{protocol}
			secured := tls.Server(tcp, config)
			if secured.Handshake() != nil {
				return
			}
			defer secured.Close()
			conn.halfCloser = secured
		}
		serve(conn, int(connections.Add(1))-1)
	}))
	return n.Addr().String()
}
