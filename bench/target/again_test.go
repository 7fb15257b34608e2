package target_test

import (
	"net"
	"net/http"
	"sync"
	"testing"
)

func TestGoodbyesCostNoRequest(t *testing.T) {
	for _, protocol := range []string{"http", "h2", "grpc"} {
		n := newNetwork(t)
		wait := web(n, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Connection", "close")
			if protocol == "grpc" {
				rpcAnswer(w, 0)
			}
		})
		client := dial(t, (&fault{protocol: protocol}).target(t, n), 1)
		for seq := range uint64(20) {
			if err := client.Ask(t.Context(), seq); err != nil {
				t.Errorf("%s: %v", protocol, err)
			}
		}
		if opened := client.Opened(); opened < 19 || client.Retries() > 20 {
			t.Errorf("%s: %d connections opened and %d retries for 20 requests", protocol, opened, client.Retries())
		}
		client.Close()
		wait()
	}
}

// The frame with which a server of HTTP/2 ends a connection and says that it has processed
// none of its requests.
const goAwayFrame = "\x00\x00\x08\x07\x00\x00\x00\x00\x00" + "\x00\x00\x00\x00" + "\x00\x00\x00\x00"

// firstRaw serves the first connection by a function, and hands on the others.
type firstRaw struct {
	*network
	first sync.Once
	serve func(*net.TCPConn)
}

func (l *firstRaw) Accept() (net.Conn, error) {
	conn, err := l.network.Accept()
	l.first.Do(func() {
		if err == nil {
			go l.serve(conn.(*net.TCPConn))
			conn, err = l.network.Accept()
		}
	})
	return conn, err
}

func TestRetriesAreCounted(t *testing.T) {
	for protocol, request := range map[string]string{"h2": "\x01\x05\x00\x00\x00\x01", "grpc": dataFrame} {
		n := newNetwork(t)
		handler := func(w http.ResponseWriter, _ *http.Request) {
			if protocol == "grpc" {
				rpcAnswer(w, 0)
			}
		}
		first := &firstRaw{network: n, serve: answering(settingsFrame, request, goAwayFrame, waiting)}
		wait := webOn(first, n, handler)
		client := dial(t, (&fault{protocol: protocol}).target(t, n), 1)
		if err := client.Ask(t.Context(), 0); err != nil {
			t.Errorf("%s: %v", protocol, err)
		}
		if client.Opened() != 2 || client.Retries() != 1 {
			t.Errorf("%s: %d connections and %d retries, want 2 and 1", protocol, client.Opened(), client.Retries())
		}
		client.Close()
		wait()
	}
}
