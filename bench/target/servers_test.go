package target_test

import (
	"bufio"
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
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

// rpc serves the health service; before is called before each answer.
func rpc(n *network, before func()) (wait func()) {
	s := grpc.NewServer(grpc.UnaryInterceptor(func(ctx context.Context, request any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
		before()
		return next(ctx, request)
	}))
	healthpb.RegisterHealthServer(s, health.NewServer())
	served := make(chan struct{})
	go func() { s.Serve(n); close(served) }()
	return func() { n.kill(); <-served; s.Stop() }
}

// after returns a function that does something at its nth call.
func after(n int64, do func()) func() {
	var calls atomic.Int64
	return func() {
		if calls.Add(1) == n {
			do()
		}
	}
}

// What connections of HTTP/2 begin with, so that a client takes them for open.
const settingsFrame = "\x00\x00\x00\x04\x00\x00\x00\x00\x00"

// silent takes a connection and never reads from it nor answers.
func silent(hello string) func(*net.TCPConn) {
	return func(conn *net.TCPConn) { io.WriteString(conn, hello) }
}

// answering reads until a request is there and then writes.
func answering(hello, request, answer string, end func(*net.TCPConn)) func(*net.TCPConn) {
	return func(conn *net.TCPConn) {
		io.WriteString(conn, hello)
		read := bufio.NewReader(conn)
		for seen := ""; !strings.Contains(seen, request); {
			b, err := read.ReadByte()
			if err != nil {
				return
			}
			seen += string(b)
		}
		io.WriteString(conn, answer)
		end(conn)
	}
}

func resetting(conn *net.TCPConn) { conn.SetLinger(0); conn.Close() }
func closing(conn *net.TCPConn)   { conn.Close() }
func waiting(conn *net.TCPConn)   { io.Copy(io.Discard, conn); conn.Close() }

// endOfHeaders ends the headers of HTTP/1.1; dataFrame is the head of a frame of HTTP/2
// that ends the request of gRPC, whose message has 5 bytes.
const (
	endOfHeaders = "\r\n\r\n"
	dataFrame    = "\x00\x00\x05\x00\x01\x00\x00\x00\x01"
)

// half is the beginning of an answer of HTTP/2: the frame of its headers, as HPACK's static
// table has them, and the head of one of data that does not come.
var half = "\x00\x00\x01\x01\x04\x00\x00\x00\x01\x88" + "\x00\x00\x20\x00\x00\x00\x00\x00\x01"

// rpcAnswer answers as gRPC does, with a message that is framed by flag.
func rpcAnswer(w http.ResponseWriter, flag byte) {
	w.Header().Set("Content-Type", "application/grpc")
	w.Header().Set("Trailer", "Grpc-Status")
	message := []byte{flag, 0, 0, 0, 0, 8, 1}
	binary.BigEndian.PutUint32(message[1:], 2)
	w.Write(message)
	w.Header().Set("Grpc-Status", "0")
}

func slowToAccept(n *network) func() {
	wait := make(chan func(), 1)
	time.AfterFunc(50*time.Millisecond, func() { wait <- web(n, func(http.ResponseWriter, *http.Request) {}) })
	return func() { (<-wait)() }
}

// farewell closes connections in the way that the protocol has for it.
func farewell(n *network) func() {
	return web(n, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Connection", "close") })
}
