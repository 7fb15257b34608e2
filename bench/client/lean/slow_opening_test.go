package lean_test

import (
	"crypto/tls"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/client/lean"
	"github.com/wiretax/wiretax/bench/client/lean/leantest"
	"github.com/wiretax/wiretax/bench/load"
)

// TestSlowOpening lets a server take its time to open a connection anew. Meanwhile only the request
// waits that is to be sent there; one that comes later goes over the other connection as soon as that
// is idle.
func TestSlowOpening(t *testing.T) {
	for _, k := range bothKinds {
		t.Run(k.name, func(t *testing.T) {
			opening, handshake := make(chan struct{}), make(chan struct{})
			arrived, answer := make(chan struct{}), make(chan struct{})
			var hellos, requests atomic.Int64
			server, client := certificate()
			security := &tls.Config{Certificates: []tls.Certificate{server}, GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
				if hellos.Add(1) == 3 {
					close(opening)
					<-handshake
				}
				return nil, nil
			}}
			address := leantest.ServeHTTP1(t, security, func(c *leantest.HTTP1) {
				for {
					if _, _, ok := c.Request(); !ok {
						return
					}
					switch requests.Add(1) {
					case 1:
						c.Say("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
						return
					case 2:
						close(arrived)
						<-answer
					}
					c.Say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
				}
			})
			o := k.start(t, lean.Config{Address: address, Settings: conn.Settings{TLS: client}, Connections: 2, Loops: 1})
			o.ask(t, 0)
			done := make(endings, 3)
			start := func(seq uint64, next <-chan struct{}) {
				o.Start(t.Context(), load.Ticket{Seq: seq}, done)
				select {
				case <-next:
				case <-time.After(patience):
					t.Errorf("request %d does not get on", seq)
				}
			}
			start(1, opening)
			start(2, arrived)
			o.Start(t.Context(), load.Ticket{Seq: 3}, done)
			close(answer)
			for i, want := range []uint64{2, 3, 1} {
				if i == 2 {
					close(handshake)
				}
				select {
				case e := <-done:
					if e.Seq != want || e.Failure != "" {
						t.Errorf("number %d to end is request %d: %q (%v), want request %d", i, e.Seq, e.Failure, e.Why, want)
					}
				case <-time.After(2 * time.Second):
					t.Errorf("request %d does not end", want)
				}
			}
		})
	}
}
