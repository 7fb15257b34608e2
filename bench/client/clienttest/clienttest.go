// Package clienttest has servers that can be cut off, and what else the tests of clients share.
package clienttest

import (
	"context"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/wiretax/wiretax/bench/client"
	"github.com/wiretax/wiretax/bench/load"
)

// Network is a listener whose connections can be cut.
type Network struct {
	net.Listener
	mu    sync.Mutex
	cut   bool
	conns []net.Conn
}

// NewNetwork listens on loopback until the test ends.
func NewNetwork(t *testing.T) *Network {
	t.Helper()
	// A small buffer makes clients wait for those who do not read.
	config := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		return c.Control(func(fd uintptr) { syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, 8<<10) })
	}}
	l, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	n := &Network{Listener: l}
	t.Cleanup(n.Kill)
	return n
}

// Accept implements [net.Listener].
func (n *Network) Accept() (net.Conn, error) {
	conn, err := n.Listener.Accept()
	if err != nil {
		return nil, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.cut {
		conn.Close()
	}
	n.conns = append(n.conns, conn)
	return conn, nil
}

// Kill ends the listener and all connections at once, as the end of a process does.
func (n *Network) Kill() {
	n.Listener.Close()
	n.mu.Lock()
	defer n.mu.Unlock()
	n.cut = true
	for _, conn := range n.conns {
		conn.Close()
	}
}

// ServeRaw serves each connection by a function and returns what waits for all of them.
func ServeRaw(n *Network, serve func(*net.TCPConn)) (wait func()) {
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			conn, err := n.Accept()
			if err != nil {
				return
			}
			serving.Go(func() { serve(conn.(*net.TCPConn)) })
		}
	})
	return func() { n.Kill(); serving.Wait() }
}

// ServeHTTP serves a handler over HTTP/1.1 or HTTP/2.
func ServeHTTP(n *Network, handler http.HandlerFunc) (wait func()) { return ServeHTTPOn(n, n, handler) }

// ServeHTTPOn serves what l accepts of a network.
func ServeHTTPOn(l net.Listener, n *Network, handler http.HandlerFunc) (wait func()) {
	s := &http.Server{Handler: handler, ErrorLog: Quiet, Protocols: new(http.Protocols)}
	s.Protocols.SetHTTP1(true)
	s.Protocols.SetUnencryptedHTTP2(true)
	served := make(chan struct{})
	go func() { s.Serve(l); close(served) }()
	return func() { n.Kill(); <-served; s.Close() }
}

// SettingsFrame is what connections of HTTP/2 begin with, so that a client takes them for open.
const SettingsFrame = "\x00\x00\x00\x04\x00\x00\x00\x00\x00"

// Quiet is where servers write what the tests make them complain of.
var Quiet = log.New(io.Discard, "", 0)

// Waiting reads a connection to its end.
func Waiting(conn *net.TCPConn) { io.Copy(io.Discard, conn); conn.Close() }

// Ask hands one request over and waits for its outcome.
func Ask(ctx context.Context, client client.Client, ticket load.Ticket) load.Outcome {
	answers := make(Sink, 1)
	client.Start(ctx, ticket, answers)
	return <-answers
}

// Sink takes outcomes.
type Sink chan load.Outcome

// Done implements [load.Sink].
func (s Sink) Done(_ load.Ticket, o load.Outcome) { s <- o }

// Gone are the kinds of failure when a service goes away.
var Gone = []string{"connection closed", "connection refused", "connection reset"}

// KindsOf lists failures by kind, with their counts.
func KindsOf(failures map[string]int64) string {
	var text []string
	for _, kind := range slices.Sorted(maps.Keys(failures)) {
		text = append(text, kind+" "+strconv.FormatInt(failures[kind], 10))
	}
	return strings.Join(text, ", ")
}

// Established counts the TCP connections to an address on loopback that are open, as the kernel
// lists them.
func Established(t *testing.T, address string) (n int) {
	t.Helper()
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		t.Fatal(err)
	}
	table, err := os.ReadFile("/proc/net/tcp")
	if err != nil {
		t.Fatal(err)
	}
	remote := fmt.Sprintf("0100007F:%04X", to.Port())
	for line := range strings.Lines(string(table)) {
		const established = "01"
		if fields := strings.Fields(line); fields[2] == remote && fields[3] == established {
			n++
		}
	}
	return n
}
