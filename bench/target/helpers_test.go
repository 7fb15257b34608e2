package target_test

import (
	"context"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/target"
)

// network is a listener whose connections can be cut.
type network struct {
	net.Listener
	mu    sync.Mutex
	cut   bool
	conns []net.Conn
}

func newNetwork(t *testing.T) *network {
	t.Helper()
	// A small buffer makes clients wait for those who do not read.
	config := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		return c.Control(func(fd uintptr) { syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, 8<<10) })
	}}
	l, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	n := &network{Listener: l}
	t.Cleanup(n.kill)
	return n
}

func (n *network) Accept() (net.Conn, error) {
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

// kill ends the listener and all connections at once, as the end of a process does.
func (n *network) kill() {
	n.Listener.Close()
	n.mu.Lock()
	defer n.mu.Unlock()
	n.cut = true
	for _, conn := range n.conns {
		conn.Close()
	}
}

// raw serves each connection by a function and returns what waits for all of them.
func raw(n *network, serve func(*net.TCPConn)) (wait func()) {
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
	return func() { n.kill(); serving.Wait() }
}

// web serves a handler over HTTP/1.1 or HTTP/2.
func web(n *network, handler http.HandlerFunc) (wait func()) { return webOn(n, n, handler) }

// webOn serves what l accepts of a network.
func webOn(l net.Listener, n *network, handler http.HandlerFunc) (wait func()) {
	s := &http.Server{Handler: handler, ErrorLog: quiet, Protocols: new(http.Protocols)}
	s.Protocols.SetHTTP1(true)
	s.Protocols.SetUnencryptedHTTP2(true)
	served := make(chan struct{})
	go func() { s.Serve(l); close(served) }()
	return func() { n.kill(); <-served; s.Close() }
}

// What connections of HTTP/2 begin with, so that a client takes them for open.
const settingsFrame = "\x00\x00\x00\x04\x00\x00\x00\x00\x00"

// quiet is where servers write what the tests make them complain of.
var quiet = log.New(io.Discard, "", 0)

func waiting(conn *net.TCPConn) { io.Copy(io.Discard, conn); conn.Close() }

// ask hands one request over and waits for its outcome.
func ask(ctx context.Context, client target.Client, ticket load.Ticket) load.Outcome {
	answers := make(sink, 1)
	client.Start(ctx, ticket, answers)
	return <-answers
}

type sink chan load.Outcome

func (s sink) Done(_ load.Ticket, o load.Outcome) { s <- o }

// gone are the kinds of failure when a service goes away.
var gone = []string{"connection closed", "connection refused", "connection reset"}

func kindsOf(failures map[string]int64) string {
	var text []string
	for _, kind := range slices.Sorted(maps.Keys(failures)) {
		text = append(text, kind+" "+strconv.FormatInt(failures[kind], 10))
	}
	return strings.Join(text, ", ")
}

// openOf counts a client's open connections.
func openOf(c target.Client) (n int) {
	c.Connections(func(open []*net.TCPConn) { n = len(open) })
	return n
}
