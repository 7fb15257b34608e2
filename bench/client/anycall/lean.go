package anycall

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/client"
	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/client/lean"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/serving"
)

// LeanClient drives a [Call] by a lean client. It is a [client.Client], safe for concurrent use.
type LeanClient struct {
	*lean.Client
	call *Call
}

var (
	_ client.Client = (*LeanClient)(nil)
	_ load.Pacer    = (*LeanClient)(nil)
)

// Ask implements [Driver].
func (c *LeanClient) Ask(ctx context.Context, seq uint64) error {
	reply, body := c.Client.Ask(ctx, seq)
	return c.call.asked(ctx, &reply, body)
}

// Ledger implements [client.Client].
func (c *LeanClient) Ledger() []serving.Row {
	return append(c.Rows(), c.call.rows()...)
}

// leanCall is a call as a lean client takes it.
type leanCall struct{ *Call }

// notLean are headers that net/http treats in ways of its own, with what they do.
var notLean = []struct{ name, does string }{
	{"Accept-Encoding", "asks for compressed answers, which cost CPU time to unpack"},
	{"Expect", "waits for an interim answer"},
	{"Upgrade", "asks for another protocol"},
}

// ofConnections are headers that are about connections. HTTP/2 has none of them.
var ofConnections = []string{"Connection", "Keep-Alive", "Proxy-Connection"}

// whyNot says why a lean client cannot drive the target.
func (c leanCall) whyNot() error {
	if err := lean.Unavailable(); err != nil {
		return err
	}
	s := &c.endpoint
	if s.rpc {
		return nil
	}
	if asksToClose(s.header) {
		return errors.New("the header Connection asks to close the connection after each request")
	}
	for _, h := range notLean {
		if s.header[h.name] != nil && s.header.Get(h.name) != "identity" {
			return fmt.Errorf("the header %s %s", h.name, h.does)
		}
	}
	for _, name := range ofConnections {
		if s.http2 && s.header[name] != nil {
			return fmt.Errorf("HTTP/2 has no header %s", name)
		}
	}
	if s.method == http.MethodConnect {
		return errors.New("the method CONNECT makes a tunnel of the connection")
	}
	return nil
}

// config says what a lean client drives.
func (c leanCall) config(connections int) lean.Config {
	return lean.Config{
		Address: c.endpoint.address, Protocol: c.protocol(), Settings: c.endpoint.settings(),
		Connections: connections, Requests: c.encoded(), Answers: c,
	}
}

func (c leanCall) protocol() lean.Protocol {
	switch {
	case c.endpoint.rpc:
		return lean.GRPC
	case c.endpoint.http2:
		return lean.HTTP2
	}
	return lean.HTTP1
}

// encoded returns the requests, with the same headers as those of the native client.
func (c leanCall) encoded() []lean.Request {
	s := &c.endpoint
	like := lean.Request{Method: s.method, Path: s.url.RequestURI(), Host: c.host()}
	header := c.header()
	if s.rpc {
		like.Path, header = s.method, http.Header(s.metadata())
	}
	for _, name := range slices.Sorted(maps.Keys(header)) {
		if name == "Trailer" && !s.rpc {
			continue // net/http does not send it
		}
		for _, value := range header[name] {
			for _, v := range c.sentAs(name, value) {
				like.Header = append(like.Header, lean.Field{Name: name, Value: v})
			}
		}
	}
	requests := make([]lean.Request, len(c.requests))
	for i, body := range c.requests {
		requests[i] = like
		requests[i].Body = body
	}
	return requests
}

// sentAs returns the values that grpc-go or net/http make of a header's.
func (c leanCall) sentAs(name, value string) []string {
	switch {
	case c.endpoint.rpc && strings.HasSuffix(name, "-bin"):
		return []string{base64.RawStdEncoding.EncodeToString([]byte(value))}
	case c.protocol() == lean.HTTP2 && name == "Cookie": // each is compressed by itself
		crumbs := strings.Split(strings.TrimSuffix(value, ";"), ";")
		for i := range crumbs {
			crumbs[i] = strings.TrimLeft(crumbs[i], " ")
		}
		return crumbs
	}
	return []string{value}
}

// host returns the host that the native client sends. Over gRPC it is that of the certificate.
func (c leanCall) host() string {
	s := &c.endpoint
	switch {
	case s.host != "":
		return s.host
	case s.rpc && s.tls != nil && s.tls.ServerName != "":
		return s.tls.ServerName
	case s.rpc:
		return s.address
	}
	return s.url.Host
}

// Keeps implements [lean.Answers].
func (c leanCall) Keeps(t load.Ticket) bool { return c.keeps(t) }

// Wrong implements [lean.Answers].
func (c leanCall) Wrong(status int) bool { return c.expect.statusIsWrong(status) }

// Judge implements [lean.Answers].
func (c leanCall) Judge(t load.Ticket, reply *conn.Reply, body []byte) load.Outcome {
	return c.outcome(t, reply, body)
}
