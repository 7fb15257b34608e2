package httpserver

import (
	"context"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"time"
)

// endKey is where a connection's context has the time.Time when it is too old.
type endKey struct{}

// aging returns a hook that gives every new connection its end: after age, give or take a
// tenth, so that connections that were opened together do not all end together.
func aging(age time.Duration) func(context.Context, net.Conn) context.Context {
	return func(ctx context.Context, _ net.Conn) context.Context {
		jittered := time.Duration(float64(age) * (0.9 + 0.2*rand.Float64()))
		return context.WithValue(ctx, endKey{}, time.Now().Add(jittered))
	}
}

// endOf returns when the connection of a request is too old; false: never.
func endOf(request context.Context) (time.Time, bool) {
	end, ok := request.Value(endKey{}).(time.Time)
	return end, ok
}

func tooOld(request context.Context) bool {
	end, ok := endOf(request)
	return ok && !time.Now().Before(end)
}

// newcomerGrace is how long a connection may still take to send its first request once the
// server accepts no more connections.
const newcomerGrace = time.Second

// newcomers are the connections that have not sent a request yet. Clients dial ahead, and
// net/http would wait five seconds for such a connection before it stops. The zero newcomers
// is ready.
type newcomers struct{ conns sync.Map } // of net.Conn

// watch is told the state of a connection.
func (n *newcomers) watch(c net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		n.conns.Store(c, nil)
	case http.StateActive, http.StateClosed:
		n.conns.Delete(c)
	}
}

// cut closes them.
func (n *newcomers) cut() {
	n.conns.Range(func(c, _ any) bool {
		c.(net.Conn).Close()
		return true
	})
}
