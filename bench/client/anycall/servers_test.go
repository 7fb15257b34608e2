package anycall_test

import (
	"bufio"
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"

	"github.com/wiretax/wiretax/bench/client/clienttest"
)

// rpc serves the health service; before is called before each answer.
func rpc(n *clienttest.Network, before func()) (wait func()) {
	s := grpc.NewServer(grpc.UnaryInterceptor(func(ctx context.Context, request any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
		before()
		return next(ctx, request)
	}))
	healthpb.RegisterHealthServer(s, health.NewServer())
	served := make(chan struct{})
	go func() { s.Serve(n); close(served) }()
	return func() { n.Kill(); <-served; s.Stop() }
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

func slowToAccept(n *clienttest.Network) func() {
	wait := make(chan func(), 1)
	time.AfterFunc(50*time.Millisecond, func() { wait <- clienttest.ServeHTTP(n, func(http.ResponseWriter, *http.Request) {}) })
	return func() { (<-wait)() }
}

// farewell closes connections in the way that the protocol has for it.
func farewell(n *clienttest.Network) func() {
	return clienttest.ServeHTTP(n, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Connection", "close") })
}
