package target

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"sync"

	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/contract"
)

// restClient asks for JSON or protobuf over HTTP through net/http.
type restClient struct {
	*web
	workers   starter
	config    Config
	encoding  encoding
	operation operation
	bodies    sync.Pool
}

func newREST(ctx context.Context, s contract.Stack, op operation, c Config) (*restClient, error) {
	web, err := c.openWeb(ctx, s)
	if err != nil {
		return nil, err
	}
	r := &restClient{web: web, config: c, encoding: encoding(s.Encoding), operation: op}
	r.bodies.New = newBuffer
	return r, nil
}

// Start implements [load.Target].
func (r *restClient) Start(ctx context.Context, t load.Ticket, done load.Sink) {
	r.workers.start(ctx, r, t, done)
}

func (r *restClient) ask(ctx context.Context, t load.Ticket) load.Outcome {
	answer, reply := r.get(ctx, r.path(t.Seq))
	outcome := load.Outcome{Failure: reply.failure}
	if reply.err == nil {
		outcome = r.config.judge(t, answer.extent(), answer.message)
	}
	outcome.Lane, outcome.Wait = reply.lane, reply.wait
	return outcome
}

func (r *restClient) path(seq uint64) string {
	return r.operation.path(r.config.Requests[r.config.index(seq)])
}

// Fetch implements [CatalogClient].
func (r *restClient) Fetch(ctx context.Context, seq uint64) (Answer, error) {
	path := r.path(seq)
	answer, reply := r.get(ctx, path)
	if reply.err != nil {
		return Answer{}, reply.err
	}
	return Answer{answer.message(), len(path), int(reply.length)}, nil
}

// get asks and decodes the answer. The request is made anew each time, as by any client,
// and as a gRPC request is encoded each time.
func (r *restClient) get(ctx context.Context, path string) (answer, reply) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, r.config.url(path), nil)
	if err != nil {
		return nil, reply{failure: contract.TransportError, err: err}
	}
	request.Header.Set("Accept", string(r.encoding))
	body := r.bodies.Get().(*bytes.Buffer)
	defer r.bodies.Put(body)
	body.Reset()
	got := r.web.ask(request, nil, body)
	if got.err == nil {
		got.want(http.StatusOK)
	}
	if got.err != nil {
		return nil, got
	}
	answer, err := r.encoding.decode(r.operation, body.Bytes())
	if err != nil {
		got.failure, got.err = contract.UndecodableAnswer, fmt.Errorf("decode answer: %w", err)
	}
	return answer, got
}

func newBuffer() any { return new(bytes.Buffer) }

// Close implements [Client].
func (r *restClient) Close() error {
	r.workers.stop()
	return r.web.close()
}
