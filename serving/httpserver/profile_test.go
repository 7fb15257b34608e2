package httpserver_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"reflect"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/httpserver"
	"github.com/wiretax/wiretax/serving/servingtest"
)

// writes counts how often the connections that a listener accepts are written to.
type writes struct {
	net.Listener
	n atomic.Int64
}

func (w *writes) Accept() (net.Conn, error) {
	c, err := w.Listener.Accept()
	return writeCounter{c, &w.n}, err
}

type writeCounter struct {
	net.Conn
	n *atomic.Int64
}

func (c writeCounter) Write(p []byte) (int, error) {
	c.n.Add(1)
	return c.Conn.Write(p)
}

// escaped is what encoding/json writes otherwise if it may stand in HTML.
const escaped = "Tom & <Jerry>"

// newSized is a server of answers that are as large as their path says, and have the text escaped.
func newSized(profile serving.Profile) *httpserver.Server {
	config := quiet()
	config.Profile = profile
	server := httpserver.New(config)
	server.GetJSON("/:size", metrics.OtherOperation, func(x httpserver.Exchange) (any, error) {
		n, err := httpserver.Int32("size", x.Param("size"))
		return map[string]string{"title": escaped, "text": strings.Repeat("x", int(n))}, err
	})
	return server
}

// A tuned server sends every answer with its length, and over HTTP/1.1 in as few writes as net/http
// lets it.
func TestWritesOfAnAnswer(t *testing.T) {
	for _, test := range []struct {
		profile serving.Profile
		size    int
		lengths [2]bool // over HTTP/1.1, over HTTP/2
		writes  int64   // over HTTP/1.1
	}{
		{serving.Default, 100, [2]bool{true, true}, 1},
		{serving.Default, 2500, [2]bool{false, true}, 1},
		{serving.Default, 5000, [2]bool{false, false}, 2},
		{serving.Default, 50_000, [2]bool{false, false}, 3},
		{serving.Matched, 50_000, [2]bool{false, false}, 3},
		{serving.Tuned, 100, [2]bool{true, true}, 1},
		{serving.Tuned, 2500, [2]bool{true, true}, 1},
		{serving.Tuned, 3800, [2]bool{true, true}, 1},
		{serving.Tuned, 5000, [2]bool{true, true}, 2}, // the buffer of net/http holds 4 KiB
		{serving.Tuned, 50_000, [2]bool{true, true}, 2},
	} {
		for i, protocol := range protocols {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			counted := &writes{Listener: l}
			s := protocol.over(servingtest.ServeHTTP(t, newSized(test.profile), counted, &http.Transport{DisableCompression: true}))
			r := s.Must(t, "GET", fmt.Sprintf("/%d", test.size))
			if length := r.Header.Get("Content-Length"); (length != "") != test.lengths[i] {
				t.Errorf("%s, profile %s: an answer with %d letters has the length %q, want one: %v", protocol.name, test.profile, test.size, length, test.lengths[i])
			}
			if n := counted.n.Load(); protocol.name == "HTTP/1.1" && n != test.writes {
				t.Errorf("%s, profile %s: an answer with %d letters takes %d writes, want %d", protocol.name, test.profile, test.size, n, test.writes)
			}
		}
	}
}

// All JSON of a tuned server is without escapes for HTML, and says the same as that of any other.
func TestEscapes(t *testing.T) {
	same := make(map[string]any) // by the request
	for _, profile := range []serving.Profile{serving.Default, serving.Matched, serving.Tuned} {
		s := servingtest.StartHTTP(t, newEscaped(profile))
		for _, path := range []string{"/whole", "/lines", "/missing<&>"} {
			body := s.Must(t, "GET", path).Body
			if plain := strings.ContainsAny(body, "<>&"); plain != (profile == serving.Tuned) {
				t.Errorf("profile %s: GET %s = %s, without escapes %v", profile, path, body, plain)
			}
			if whole := !strings.HasSuffix(body, "\n"); whole != (path != "/lines") {
				t.Errorf("profile %s: GET %s = %q, without a line's end %v", profile, path, body, whole)
			}
			var value any
			if err := json.Unmarshal([]byte(body), &value); err != nil {
				t.Fatal(err)
			}
			if same[path] == nil {
				same[path] = value
			}
			if !reflect.DeepEqual(value, same[path]) {
				t.Errorf("profile %s: GET %s = %v, want %v as by default", profile, path, value, same[path])
			}
		}
	}
}

// newEscaped is a server of answers as a whole, in lines and as problems, with text that HTML escapes.
func newEscaped(profile serving.Profile) *httpserver.Server {
	config := quiet()
	config.Profile = profile
	server := httpserver.New(config)
	server.GetJSON("/whole", metrics.OtherOperation, func(httpserver.Exchange) (any, error) { return book{Title: escaped}, nil })
	server.Get("/lines", "ListBooks", func(x httpserver.Exchange) (int, error) {
		lines := x.Lines("ListBooks")
		defer lines.Release()
		return 1, errors.Join(lines.Add(book{Title: escaped}), lines.End())
	})
	return server
}

// Handlers run on the goroutines that the ledger names.
func TestGoroutinesOfHandlers(t *testing.T) {
	for i, want := range []string{"net/http.(*conn).serve(", "net/http.(*http2serverConn).runHandler("} {
		var stack string
		server := httpserver.New(quiet())
		server.Get("/", metrics.OtherOperation, func(httpserver.Exchange) (int, error) {
			stack = string(debug.Stack())
			return 0, nil
		})
		s := protocols[i].over(servingtest.StartHTTP(t, server))
		s.Must(t, "GET", "/")
		if !strings.Contains(stack, want) {
			t.Errorf("%s: a handler runs on\n%s\nwant %s in it", protocols[i].name, stack, want)
		}
	}
}
