package anycall

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"

	"github.com/wiretax/wiretax/bench/client/conn"
)

// httpWire sends encoded requests over HTTP.
type httpWire struct {
	*conn.HTTP
	call *Call
	// template is every request without its context and body.
	template http.Request
	// wrong says by its status whether the beginning of an answer is kept. It is made once,
	// since it costs memory.
	wrong func(status int) bool
}

func newHTTPWire(ctx context.Context, c *Call, connections int) (*httpWire, error) {
	opened, err := conn.NewHTTP(ctx, c.endpoint.address, connections, c.endpoint.settings(), c.endpoint.http2)
	if err != nil {
		return nil, err
	}
	h := &httpWire{HTTP: opened, call: c, wrong: c.expect.statusIsWrong}
	h.template = http.Request{
		Method: c.endpoint.method, URL: c.endpoint.url, Host: c.endpoint.host, Header: c.header(),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}
	return h, nil
}

// header returns the headers of requests over HTTP, apart from those that the client adds.
func (c *Call) header() http.Header {
	header := c.endpoint.header.Clone()
	if len(c.requests[0]) > 0 && json.Valid(c.requests[0]) && header.Get("Content-Type") == "" {
		header.Set("Content-Type", "application/json")
	}
	return header
}

func (h *httpWire) send(ctx context.Context, request int, keep *bytes.Buffer) conn.Reply {
	// Nothing writes to what copies of the template share.
	return h.HTTP.AskGlimpsing(h.template.WithContext(ctx), h.call.requests[request], keep, h.wrong)
}

// size returns how many bytes a request has: those of the message or the HTTP body, or if there is
// no body those of path and query.
func (c *Call) size(request int) int {
	if n := len(c.requests[request]); n > 0 || c.endpoint.rpc {
		return n
	}
	return c.pathBytes
}
