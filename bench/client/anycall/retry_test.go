package anycall_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/wiretax/wiretax/bench/client/clienttest"
)

func TestGoodbyesCostNoRequest(t *testing.T) {
	for _, protocol := range []string{"http", "h2", "grpc"} {
		n := clienttest.NewNetwork(t)
		wait := clienttest.ServeHTTP(n, func(w http.ResponseWriter, _ *http.Request) {
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

// firstRaw serves the first connection with a function, and passes on the others.
type firstRaw struct {
	*clienttest.Network
	first sync.Once
	serve func(*net.TCPConn)
}

func (l *firstRaw) Accept() (net.Conn, error) {
	conn, err := l.Network.Accept()
	l.first.Do(func() {
		if err == nil {
			go l.serve(conn.(*net.TCPConn))
			conn, err = l.Network.Accept()
		}
	})
	return conn, err
}

func TestRetriesAreCounted(t *testing.T) {
	for protocol, request := range map[string]string{"h2": "\x01\x05\x00\x00\x00\x01", "grpc": dataFrame} {
		n := clienttest.NewNetwork(t)
		handler := func(w http.ResponseWriter, _ *http.Request) {
			if protocol == "grpc" {
				rpcAnswer(w, 0)
			}
		}
		first := &firstRaw{Network: n, serve: answering(clienttest.SettingsFrame, request, goAwayFrame, clienttest.Waiting)}
		wait := clienttest.ServeHTTPOn(first, n, handler)
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

// conversation serves connections of HTTP/1.1 with texts. Each connection answers each request
// with the next text of its list; the last list is for all further connections. A connection
// ends after a text that is not a complete answer, or when it has read one request more than its
// list has texts.
func conversation(end func(*net.TCPConn), lists ...[]string) func(*net.TCPConn) {
	var mu sync.Mutex
	return func(conn *net.TCPConn) {
		mu.Lock()
		texts := lists[0]
		if len(lists) > 1 {
			lists = lists[1:]
		}
		mu.Unlock()
		read := bufio.NewReader(conn)
		for i := 0; ; i++ {
			request, err := http.ReadRequest(read)
			if err != nil {
				conn.Close()
				return
			}
			io.Copy(io.Discard, request.Body)
			if i == len(texts) {
				end(conn)
				return
			}
			io.WriteString(conn, texts[i])
			if !strings.HasSuffix(texts[i], endOfHeaders) {
				end(conn)
				return
			}
		}
	}
}

func TestRequestsThatMeetAClosingConnection(t *testing.T) {
	const (
		ok   = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
		torn = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"
	)
	for _, test := range []struct {
		name    string
		lists   [][]string
		method  string
		body    string
		failure string // of the second request
		opened  int64
	}{
		{"asked again", [][]string{{ok}, {ok}}, "", "", "", 2},
		{"HEAD", [][]string{{ok}, {ok}}, "HEAD", "", "", 2},
		{"once at the most", [][]string{{ok}, {}}, "", "", "connection", 2},
		{"never on a new connection", [][]string{{}, {ok}}, "", "", "", 2},
		{"never with a body", [][]string{{ok}, {ok}}, "", "x", "connection", 1},
		{"never a POST", [][]string{{ok}, {ok}}, "POST", "", "connection", 1},
		{"never a GET with a body", [][]string{{ok}, {ok}}, "GET", "x", "connection", 1},
		{"never in the answer's body", [][]string{{ok, torn}, {ok}}, "", "", "connection", 1},
		{"never in the answer's headers", [][]string{{ok, "HTTP/1.1 2"}, {ok}}, "", "", "connection", 1},
	} {
		for how, end := range map[string]func(*net.TCPConn){"closed": closing, "reset": resetting} {
			n := clienttest.NewNetwork(t)
			wait := clienttest.ServeRaw(n, conversation(end, test.lists...))
			to := (&fault{protocol: "http"}).target(t, n)
			to.Method, to.Data = test.method, test.body
			client := dial(t, to, 1)
			first := client.Ask(t.Context(), 0)
			if fresh := len(test.lists[0]) == 0; (first != nil) != fresh {
				t.Errorf("%s, %s: the first request = %v", test.name, how, first)
			}
			err := client.Ask(t.Context(), 1)
			if (err == nil) != (test.failure == "") || err != nil && !strings.Contains(err.Error(), test.failure) {
				t.Errorf("%s, %s: the second request = %v, want %q", test.name, how, err, test.failure)
			}
			retries := int64(0)
			if test.opened == 2 && first == nil {
				retries = 1
			}
			if client.Opened() != test.opened || client.Retries() != retries {
				t.Errorf("%s, %s: %d connections and %d retries, want %d and %d", test.name, how, client.Opened(), client.Retries(), test.opened, retries)
			}
			client.Close()
			wait()
		}
	}
}
