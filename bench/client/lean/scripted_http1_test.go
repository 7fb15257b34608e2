package lean_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wiretax/wiretax/bench/client/lean"
	"github.com/wiretax/wiretax/bench/client/lean/leantest"
	"github.com/wiretax/wiretax/contract"
)

// http1Script is a script for HTTP/1.1.
type http1Script struct {
	script
	serve func(*leantest.HTTP1)
}

// answering sends one text for each request.
func answering(texts ...string) func(*leantest.HTTP1) {
	return func(c *leantest.HTTP1) {
		for _, text := range texts {
			if _, _, ok := c.Request(); !ok {
				return
			}
			c.Say(text)
		}
		c.Drain()
	}
}

// thenClosing is answering, and closes the connection after the last answer.
func thenClosing(texts ...string) func(*leantest.HTTP1) {
	return func(c *leantest.HTTP1) {
		for _, text := range texts {
			if _, _, ok := c.Request(); !ok {
				return
			}
			c.Say(text)
		}
	}
}

// fine is a good answer.
func fine(body string) string {
	return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
}

// chunked is an answer in chunks of a size.
func chunked(body string, size int) string {
	var b strings.Builder
	b.WriteString("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
	for len(body) > 0 {
		n := min(size, len(body))
		fmt.Fprintf(&b, "%x\r\n%s\r\n", n, body[:n])
		body = body[n:]
	}
	return b.String() + "0\r\n\r\n"
}

// malformed is the fate of every answer that breaks the protocol.
var malformed = []want{failed(contract.MalformedAnswer)}

func ok(body string) want { return want{status: 200, body: body} }

// hundredHeaders are what net/http takes without a word, and more than fits one small buffer.
var hundredHeaders = func() string {
	var b strings.Builder
	for i := range 100 {
		fmt.Fprintf(&b, "X-Header-%d: %s\r\n", i, strings.Repeat("v", i))
	}
	return b.String()
}()

var http1Scripts = []http1Script{
	{script{name: "fixed length", want: []want{ok("one"), ok("three")}}, answering(fine("one"), fine("three"))},
	{script{name: "empty body", want: []want{ok(""), ok("x")}}, answering(fine(""), fine("x"))},
	{script{name: "chunks", want: []want{ok("hello world"), ok("x")}}, answering(chunked("hello world", 3), fine("x"))},
	{script{name: "no chunks", want: []want{ok(""), ok("x")}}, answering(chunked("", 3), fine("x"))},
	{script{name: "chunks with extensions and trailers", want: []want{ok("hello"), ok("x")}}, answering(
		"HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: Chunked\r\n\r\n5;name=\"a\"\r\nhello\r\n0;last\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n", fine("x"))},
	{script{name: "chunk sizes in capitals and with zeros", want: []want{ok("hello worldhello")}}, answering(
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0000B\r\nhello world\r\n05\r\nhello\r\n0\r\n\r\n")},
	{script{name: "1 MB", want: []want{ok(large(1 << 20)), ok("x")}}, answering(fine(large(1<<20)), fine("x"))},
	{script{name: "1 MB in chunks", want: []want{ok(large(1 << 20)), ok("x")}}, answering(chunked(large(1<<20), 4093), fine("x"))},
	{script{name: "until the end of the connection", opened: 2, want: []want{ok("hello"), ok("hello")}}, thenClosing("HTTP/1.1 200 OK\r\n\r\nhello")},
	{script{name: "until the end, nothing", want: []want{ok("")}}, thenClosing("HTTP/1.1 200 OK\r\n\r\n")},
	{script{name: "HTTP/1.0", opened: 2, want: []want{ok("hello"), ok("hello")}}, thenClosing("HTTP/1.0 200 OK\r\n\r\nhello")},
	{script{name: "HTTP/1.0 with a length", opened: 2, want: []want{ok("hello"), ok("hello")}}, thenClosing("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello")},
	{script{name: "HTTP/1.0 that stays open", want: []want{ok("hello"), ok("x")}}, answering("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello", fine("x"))},
	{script{name: "farewell", opened: 2, want: []want{ok("hello"), ok("hello")}}, thenClosing("HTTP/1.1 200 OK\r\nconnection: Close\r\nContent-Length: 5\r\n\r\nhello")},
	{script{name: "204", want: []want{{status: 204}, ok("x")}}, answering("HTTP/1.1 204 No Content\r\n\r\n", fine("x"))},
	{script{name: "304 with a length", want: []want{{status: 304}, ok("x")}}, answering("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", fine("x"))},
	{script{name: "HEAD", request: lean.Request{Method: "HEAD"}, want: []want{ok(""), ok("")}}, answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")},
	{script{name: "no reason", want: []want{ok("x"), ok("y")}}, answering("HTTP/1.1 200\r\nContent-Length: 1\r\n\r\nx", "HTTP/1.1 200 \r\nContent-Length: 1\r\n\r\ny")},
	{script{name: "status 404 and 500", want: []want{{status: 404, body: "none"}, {status: 500, body: ""}, ok("x")}}, answering(
		"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone", "HTTP/1.1 500 Oh no\r\nContent-Length: 0\r\n\r\n", fine("x"))},
	{script{name: "lines that end with LF only", want: []want{ok("hello"), ok("x")}}, answering("HTTP/1.1 200 OK\nContent-Length: 5\n\nhello", fine("x"))},
	{script{name: "headers without spaces and with many", want: []want{ok("hello"), ok("x")}}, answering("HTTP/1.1 200 OK\r\nX:\r\nCONTENT-length:  5 \t\r\nY:y\r\n\r\nhello", fine("x"))},
	{script{name: "100 headers", want: []want{ok("hello"), ok("x")}}, answering("HTTP/1.1 200 OK\r\n"+hundredHeaders+"Content-Length: 5\r\n\r\nhello", fine("x"))},
	{script{name: "the same length twice", want: []want{ok("hello"), ok("x")}}, answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello", fine("x"))},
	{script{name: "interim answers", want: []want{ok("hello"), ok("x")}}, answering(
		"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"+fine("hello"), "HTTP/1.1 102 Processing\r\n\r\n"+fine("x"))},
	{script{name: "switching protocols", opened: 2, want: []want{{status: 101}, {status: 101}}}, answering(
		"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n")},
	{script{name: "one byte a segment", want: []want{ok("hello"), ok("hello world")}}, func(c *leantest.HTTP1) {
		c.Request()
		c.Drip("HTTP/1.1 103 Early Hints\r\n\r\n" + fine("hello"))
		c.Request()
		c.Drip(chunked("hello world", 4))
		c.Drain()
	}},
	{script{name: "two answers in one segment", opened: 2, want: []want{ok("first"), ok("right")}}, func(c *leantest.HTTP1) {
		c.Request()
		if c.Number > 0 {
			c.Say(fine("right"))
		} else {
			c.Say(fine("first") + fine("wrong"))
		}
		c.Drain()
	}},
	{script{name: "close as a request comes", opened: 3, retries: 2, want: []want{ok("one"), ok("one"), ok("one")}}, func(c *leantest.HTTP1) {
		c.Request()
		c.Say(fine("one"))
		c.Request()
	}},
}

func TestHTTP1Scripts(t *testing.T) { testHTTP1(t, http1Scripts) }

func testHTTP1(t *testing.T, scripts []http1Script) {
	for name, as := range securities() {
		for _, s := range scripts {
			for _, k := range as.kinds {
				t.Run(s.name+"/"+name+"/"+k.name, func(t *testing.T) {
					address := leantest.ServeHTTP1(t, as.server, s.serve)
					s.run(t, k, lean.Config{Address: address, Settings: as.client})
				})
			}
		}
	}
}

// Answers that are no answers, or break off.
var brokenHTTP1Scripts = []http1Script{
	{script{name: "garbage", want: malformed}, answering("garbage, and nothing but garbage\r\n\r\n")},
	{script{name: "no number", want: malformed}, answering("HTTP/1.1 abc OK\r\n\r\n")},
	{script{name: "a long number", want: malformed}, answering("HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n")},
	{script{name: "a negative number", want: malformed}, answering("HTTP/1.1 -20 OK\r\nContent-Length: 0\r\n\r\n")},
	{script{name: "no version", want: malformed}, answering("HTTP/x.y 200 OK\r\nContent-Length: 0\r\n\r\n")},
	{script{name: "a header without a colon", want: malformed}, answering("HTTP/1.1 200 OK\r\nheader\r\nContent-Length: 0\r\n\r\n")},
	{script{name: "a header without a name", want: malformed}, answering("HTTP/1.1 200 OK\r\n: header\r\nContent-Length: 0\r\n\r\n")},
	{script{name: "a length that is none", want: malformed}, answering("HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello")},
	{script{name: "a negative length", want: malformed}, answering("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello")},
	{script{name: "a length beyond 64 bits", want: malformed}, answering("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nhello")},
	{script{name: "two lengths", want: malformed}, answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello")},
	{script{name: "an unknown transfer coding", want: []want{failed(contract.MalformedAnswer, contract.TransportError)}}, answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: zip\r\n\r\nhello")},
	{script{name: "a chunk size that is none", want: malformed}, answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello")},
	{script{name: "no chunk size", want: malformed}, answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\nhello")},
	{script{name: "a chunk size beyond 64 bits", want: malformed}, answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nhello")},
	{script{name: "a negative chunk size", want: malformed}, answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello")},
	{script{name: "a chunk longer than its size", want: malformed}, answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n")},
	{script{name: "close without an answer", want: []want{failed(contract.ConnectionClosed)}}, thenClosing("")},
	{script{name: "close within the status line", want: []want{failed(contract.ConnectionClosed, contract.MalformedAnswer)}}, thenClosing("HTTP/1.1 2")},
	{script{name: "close within the headers", want: []want{failed(contract.ConnectionClosed, contract.MalformedAnswer)}}, thenClosing("HTTP/1.1 200 OK\r\nConten")},
	{script{name: "close within the body", want: []want{failed(contract.ConnectionClosed)}}, thenClosing("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello")},
	{script{name: "close within a chunk", want: []want{failed(contract.ConnectionClosed)}}, thenClosing("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhello")},
	{script{name: "close before the last chunk", want: []want{failed(contract.ConnectionClosed)}}, thenClosing("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")},
	{script{name: "close after an interim answer", want: []want{failed(contract.ConnectionClosed)}}, thenClosing("HTTP/1.1 100 Continue\r\n\r\n")},
	{script{name: "reset within the body", want: []want{failed(contract.ConnectionReset)}}, func(c *leantest.HTTP1) {
		c.Request()
		c.Say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello")
		c.Reset()
	}},
	{script{name: "half-closed without an answer", want: []want{failed(contract.ConnectionClosed)}}, func(c *leantest.HTTP1) {
		c.Request()
		c.CloseWrite()
		c.Drain()
	}},
	{script{name: "a request with a body as the server closes", request: lean.Request{Method: "POST", Body: []byte("x")}, want: []want{ok("one"), failed(contract.ConnectionClosed)}}, func(c *leantest.HTTP1) {
		c.Request()
		c.Say(fine("one"))
		c.Request()
	}},
	{script{name: "no answer", timeout: 50 * time.Millisecond, opened: 2, want: []want{failed(contract.Timeout), failed(contract.Timeout)}}, answering("")},
	{script{name: "half an answer", timeout: 50 * time.Millisecond, opened: 2, want: []want{failed(contract.Timeout), failed(contract.Timeout)}}, answering("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello")},
	{script{name: "never reads", timeout: 50 * time.Millisecond, request: lean.Request{Method: http.MethodPost, Body: make([]byte, 16<<20)}, want: []want{failed(contract.Timeout)}}, func(c *leantest.HTTP1) { c.Hold() }},
}

func TestBrokenHTTP1Scripts(t *testing.T) { testHTTP1(t, brokenHTTP1Scripts) }
