package target

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync"

	"github.com/wiretax/wiretax/bench/load"
)

// restClient asks JSON over HTTP/1.1 through net/http.
type restClient struct {
	*web
	starter
	config    Config
	operation operation
	buffers   sync.Pool
}

func newREST(ctx context.Context, c Config) (*restClient, error) {
	op, err := operationNamed(c.Operation)
	if err != nil {
		return nil, err
	}
	web, err := newWeb(ctx, c.Address, c.Connections, webSettings{}, c.BeforeClose)
	if err != nil {
		return nil, err
	}
	r := &restClient{web: web, config: c, operation: op}
	r.buffers.New = func() any { return new(bytes.Buffer) }
	return r, nil
}

// Start implements [load.Target].
func (r *restClient) Start(ctx context.Context, t load.Ticket, done load.Sink) {
	r.start(ctx, r, t, done)
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
func (r *restClient) get(ctx context.Context, path string) (jsonAnswer, reply) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+r.config.Address+path, nil)
	if err != nil {
		return nil, reply{failure: transportError, err: err}
	}
	request.Header.Set("Accept", "application/json")
	buffer := r.buffers.Get().(*bytes.Buffer)
	defer r.buffers.Put(buffer)
	buffer.Reset()
	got := r.web.ask(request, nil, buffer)
	if got.err != nil {
		return nil, got
	}
	if got.status != http.StatusOK {
		got.failure = "status " + strconv.Itoa(got.status)
		got.err = errors.New(got.failure)
		return nil, got
	}
	answer := r.operation.body()
	if err := json.Unmarshal(buffer.Bytes(), answer); err != nil {
		got.failure, got.err = undecodableAnswer, fmt.Errorf("decode answer: %w", err)
	}
	return answer, got
}

// Close implements [Client].
func (r *restClient) Close() error {
	r.stop()
	r.web.close()
	return nil
}
