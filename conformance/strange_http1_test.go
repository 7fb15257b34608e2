package conformance_test

import (
	"strings"
	"testing"
)

// Requests of HTTP/1.1 that break the protocol are refused with a status.
func TestStrangeRequests(t *testing.T) {
	t.Parallel()
	s := start(t, restService, config{})
	const (
		get  = "GET /v1/books/1 HTTP/1.1\r\n"
		post = "POST /v1/ratings HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
		ok   = "HTTP/1.1 200"
		bad  = "HTTP/1.1 400"
	)
	for _, test := range []struct{ name, send, want string }{
		{"what is right", get + "Host: x\r\n\r\n", ok},
		{"HTTP/1.0", "GET /v1/books/1 HTTP/1.0\r\n\r\n", "HTTP/1.0 200"},
		{"HTTP/9.9", "GET /v1/books/1 HTTP/9.9\r\nHost: x\r\n\r\n", "HTTP/1.1 505"},
		{"HTTP/0.9", "GET /\r\n\r\n", bad},
		{"no words", "\r\n\r\n\r\n\r\n", bad},
		{"no host", get + "\r\n", bad},
		{"two hosts", get + "Host: x\r\nHost: y\r\n\r\n", bad},
		{"no colon", get + "Host: x\r\nbad header\r\n\r\n", bad},
		{"a space before a colon", get + "Host : x\r\n\r\n", bad},
		{"a folded first header", get + " Host: x\r\n\r\n", bad},
		{"a NUL", get + "Host: x\r\nA: \x00\r\n\r\n", bad},
		{"a bare CR", get + "Host: x\r\nA: \r b\r\n\r\n", bad},
		{"a path without a slash", "GET books HTTP/1.1\r\nHost: x\r\n\r\n", bad},
		{"a path that does not decode", "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", bad},
		{"a method that is none", "GE(T /v1/books/1 HTTP/1.1\r\nHost: x\r\n\r\n", bad},
		{"an expectation", get + "Host: x\r\nExpect: a wonder\r\n\r\n", "HTTP/1.1 417"},
		{"two lengths", post + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n[]", bad},
		{"a negative length", post + "Content-Length: -1\r\n\r\n", bad},
		{"a length that is no number", post + "Content-Length: 0x2\r\n\r\n[]", bad},
		{"an unknown transfer encoding", post + "Transfer-Encoding: gzip\r\n\r\n", "HTTP/1.1 501"},
		{"two transfer encodings", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "HTTP/1.1 501"},
		{"a chunk that is none", post + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n[]\r\n0\r\n\r\n", bad},
		{"a chunk too large", post + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n", bad},
		{"half a body", post + "Content-Length: 10\r\n\r\n[", "HTTP/1.1 499"},
		{"the preface of HTTP/2, wrongly", "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n", "HTTP/1.1 404"},
		{"headers that are too many", get + "Host: x\r\n" + strings.Repeat("A: b\r\n", 20_000) + "\r\n", "HTTP/1.1 431"},
		{"a header that is too long", get + "Host: x\r\nA: " + strings.Repeat("b", 80<<10) + "\r\n\r\n", "HTTP/1.1 431"},
		{"a path that is too long", "GET /" + strings.Repeat("b", 80<<10) + " HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 431"},
	} {
		if got := sendAll(t, s, test.send); !strings.HasPrefix(got, test.want) {
			t.Errorf("%s gets %q, want %s …", test.name, got, test.want)
		}
		s.alive(t)
	}
	s.awaitInFlight(t, 0)
}

// sendAll writes, says that nothing follows, and returns the first line of the answer.
func sendAll(t *testing.T, s *service, text string) string {
	t.Helper()
	conn := dial(t, s)
	defer conn.Close()
	go func() {
		conn.Write([]byte(text))
		conn.(interface{ CloseWrite() error }).CloseWrite()
	}()
	return firstLine(conn)
}
