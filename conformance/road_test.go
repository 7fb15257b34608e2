package conformance_test

import (
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
)

// road is an address that stays while the services behind it come and go: every connection
// leads to the one that was named last when it began.
type road struct {
	address string
	to      atomic.Pointer[string]
}

func openRoad(t *testing.T) *road {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &road{address: l.Addr().String()}
	var connections sync.WaitGroup
	connections.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			connections.Go(func() { r.carry(conn.(*net.TCPConn)) })
		}
	})
	t.Cleanup(func() {
		l.Close()
		connections.Wait()
	})
	return r
}

// carry joins a connection to one of a service until both have said their last.
func (r *road) carry(client *net.TCPConn) {
	defer client.Close()
	to := r.to.Load()
	conn, err := net.Dial("tcp", *to)
	for err != nil && r.to.Load() != to { // meanwhile another took its place
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
