package catalog

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"sync"

	"github.com/wiretax/wiretax/bench/client"
	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/contract"
)

func init() {
	transports[contract.HTTP1] = overHTTP(false)
	transports[contract.HTTP2] = overHTTP(true)
}

// overHTTP is HTTP/1.1 or HTTP/2. WebSockets use HTTP/1.1.
func overHTTP(http2 bool) transport {
	t := transport{
		unary: newREST, streams: newHTTPStreams,
		url: httpURL,
		empty: func(stack contract.Stack, address string, s conn.Settings) plan.Target {
			path := "/healthz"
			if stack.Gateway != "" {
				path = "/health" // which asks no other service
			}
			return plan.Target{URL: s.Scheme(httpScheme) + "://" + address + path, HTTP2: http2}
		},
		library: func(s contract.Stack) string {
			text := "net/http"
			if http2 {
				text += ", HTTP/2"
			}
			if s.Encoding == contract.Protobuf {
				return text + ", generated messages"
			}
			return text + ", typed structs"
		},
	}
	if !http2 {
		t.realtime, t.connectionEach = newRealtimeSockets, true
	}
	return t
}

const httpScheme = "http"

func httpURL(s contract.Stack, op contract.Operation) (scheme, path string) {
	if scheme = httpScheme; op.Kind == contract.BidirectionalStream {
		scheme = "ws"
	}
	return scheme, pathOn(s, op.Path)
}

// url returns the URL of a path.
func (c Config) url(path string) string {
	return c.Settings.Scheme(httpScheme) + "://" + c.Address + path
}

// openHTTP opens the connections of a client over HTTP.
func (c Config) openHTTP(ctx context.Context, s contract.Stack) (*conn.HTTP, error) {
	return conn.NewHTTP(ctx, c.Address, c.Connections, c.Settings, s.Transport == contract.HTTP2)
}

// restClient asks for one answer in JSON or protobuf over HTTP.
type restClient struct {
	*conn.HTTP
	workers   client.Workers
	config    Config
	encoding  encoding
	operation operation
	bodies    sync.Pool
}

func newREST(ctx context.Context, s contract.Stack, op operation, c Config) (Client, error) {
	connections, err := c.openHTTP(ctx, s)
	if err != nil {
		return nil, err
	}
	r := &restClient{HTTP: connections, config: c, encoding: encoding(s.Encoding), operation: op}
	r.bodies.New = newBuffer
	return r, nil
}

// Start implements [load.Target].
func (r *restClient) Start(ctx context.Context, t load.Ticket, done load.Sink) {
	r.workers.Start(ctx, r, t, done)
}

// Do implements [client.Asker].
func (r *restClient) Do(ctx context.Context, t load.Ticket) load.Outcome {
	answer, reply := r.get(ctx, r.path(t.Seq))
	outcome := load.Outcome{Failure: reply.Failure}
	if reply.Err == nil {
		outcome = r.config.judge(t, answer.fingerprint(), answer.message)
	}
	outcome.Shard, outcome.Wait = reply.Conn, reply.Wait
	return outcome
}

func (r *restClient) path(seq uint64) string {
	return r.operation.path(r.config.Requests[r.config.index(seq)])
}

// Fetch implements [Client].
func (r *restClient) Fetch(ctx context.Context, seq uint64) (Answer, error) {
	path := r.path(seq)
	answer, reply := r.get(ctx, path)
	if reply.Err != nil {
		return Answer{}, reply.Err
	}
	return Answer{answer.message(), len(path), int(reply.Length)}, nil
}

// get sends a request and decodes the answer. The request is made anew each time, as any client
// does, and as gRPC encodes its message each time.
func (r *restClient) get(ctx context.Context, path string) (answer, conn.Reply) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, r.config.url(path), nil)
	if err != nil {
		return nil, conn.Reply{Failure: contract.TransportError, Err: err}
	}
	setHeaders(request.Header, r.encoding, "")
	body := r.bodies.Get().(*bytes.Buffer)
	defer r.bodies.Put(body)
	body.Reset()
	got := r.HTTP.Ask(request, nil, body)
	if got.Err == nil {
		got.Want(http.StatusOK)
	}
	if got.Err != nil {
		return nil, got
	}
	answer, err := r.encoding.decode(r.operation, body.Bytes())
	if err != nil {
		got.Failure, got.Err = contract.UndecodableAnswer, fmt.Errorf("decode answer: %w", err)
	}
	return answer, got
}

func newBuffer() any { return new(bytes.Buffer) }

// Close implements [client.Client].
func (r *restClient) Close() error {
	r.workers.Stop()
	return r.HTTP.Close()
}
