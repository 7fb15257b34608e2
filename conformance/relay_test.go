package conformance_test

import (
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
)

// relay is an address that stays the same while the services behind it come and go. It connects
// each new connection to the service that was set last.
type relay struct {
	address string
	to      atomic.Pointer[string]
}

func openRelay(t *testing.T) *relay {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{address: l.Addr().String()}
	var connections sync.WaitGroup
	connections.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			connections.Go(func() { r.join(conn.(*net.TCPConn)) })
		}
	})
	t.Cleanup(func() {
		l.Close()
		connections.Wait()
	})
	return r
}

// join copies between a connection and one to the service until both have ended.
func (r *relay) join(client *net.TCPConn) {
	defer client.Close()
	to := r.to.Load()
	conn, err := net.Dial("tcp", *to)
	for err != nil && r.to.Load() != to { // it was replaced meanwhile
		to = r.to.Load()
		conn, err = net.Dial("tcp", *to)
	}
	if err != nil {
		return
	}
	service := conn.(*net.TCPConn)
	defer service.Close()
	var back sync.WaitGroup
	back.Go(func() {
		io.Copy(client, service)
		client.CloseWrite()
	})
	io.Copy(service, client)
	service.CloseWrite()
	back.Wait()
}
