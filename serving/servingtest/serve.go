// Package servingtest has what the tests of all services share: a server that runs until its
// test ends, connections without a network, and the values of metrics.
package servingtest

import (
	"context"
	"net"
	"testing"
)

// Server is a service.
type Server interface {
	Serve(net.Listener) error
	Shutdown(context.Context) error
}

// Serve serves s on l until the test ends, and wants both to go well.
func Serve(t testing.TB, s Server, l net.Listener) {
	served := make(chan error, 1)
	go func() { served <- s.Serve(l) }()
	t.Cleanup(func() {
		if err := s.Shutdown(context.Background()); err != nil {
			t.Errorf("Shutdown() = %v, want nil", err)
		}
		if err := <-served; err != nil {
			t.Errorf("Serve() = %v after Shutdown, want nil", err)
		}
	})
}

// Listen serves s on loopback until the test ends and returns its address.
func Listen(t testing.TB, s Server) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	Serve(t, s, l)
	return l.Addr().String()
}
