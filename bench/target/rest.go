package target

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync"

	"github.com/wiretax/wiretax/bench/load"
)

// restClient asks JSON over HTTP/1.1 through net/http's client and its connection pool,
// which reuses the connection that fell idle last.
type restClient struct {
	dialer
	starter
	config    Config
	operation operation
	http      *http.Client
	transport *http.Transport
	buffers   sync.Pool
}

func newREST(ctx context.Context, c Config) (*restClient, error) {
	op, err := operationNamed(c.Operation)
	if err != nil {
		return nil, err
	}
	r := &restClient{dialer: newDialer(c), config: c, operation: op}
	r.buffers.New = func() any { return new(bytes.Buffer) }
	warm := newBarrier(c.Connections)
	r.transport = &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			conn, err := r.dial(ctx)
			warm.wait(ctx, err)
			return conn, err
		},
		MaxConnsPerHost:     c.Connections,
		MaxIdleConnsPerHost: c.Connections,
		DisableCompression:  true, // or it would ask for gzip, which gRPC does not
	}
	r.http = &http.Client{Transport: r.transport}
	if err := r.openAll(ctx); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

// openAll opens every connection: as many requests as there are connections, none of which
// gets one before all are open. Were the first to be served earlier, its connection could
// serve another one too, whose own the transport would then not open.
func (r *restClient) openAll(ctx context.Context) error {
	failures := make(chan error, r.config.Connections)
	for range r.config.Connections {
		go func() {
			_, err := r.Fetch(ctx, 0)
			failures <- err
		}()
	}
	var first error
	for range r.config.Connections {
		if err := <-failures; first == nil && err != nil {
			first = fmt.Errorf("open connections: %w", err)
		}
	}
	return first
}

// Start implements [load.Target].
func (r *restClient) Start(ctx context.Context, t load.Ticket, done load.Sink) {
	r.start(ctx, r, t, done)
}

func (r *restClient) ask(ctx context.Context, t load.Ticket) load.Outcome {
	answer, _, err := r.get(ctx, r.path(t.Seq))
	var outcome load.Outcome
	if err != nil {
		outcome.Failure = restFailure(err)
	} else {
		outcome = r.config.judge(t, answer.extent(), answer.message)
	}
	outcome.Lane = int(t.Seq % 64) // the pool does not tell which connection it was
	return outcome
}

func (r *restClient) path(seq uint64) string {
	return r.operation.path(r.config.Requests[r.config.index(seq)])
}

// Fetch implements [Client].
func (r *restClient) Fetch(ctx context.Context, seq uint64) (Answer, error) {
	path := r.path(seq)
	answer, size, err := r.get(ctx, path)
	if err != nil {
		return Answer{}, err
	}
	return Answer{answer.message(), len(path), size}, nil
}

// get asks, reads the answer to its end, so that the connection can be used again, and
// decodes it.
func (r *restClient) get(ctx context.Context, path string) (jsonAnswer, int, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+r.config.Address+path, nil)
	if err != nil {
		return nil, 0, err
	}
	request.Header.Set("Accept", "application/json")
	response, err := r.http.Do(request)
	if err != nil {
		return nil, 0, err
	}
	defer response.Body.Close()
	buffer := r.buffers.Get().(*bytes.Buffer)
	defer r.buffers.Put(buffer)
	buffer.Reset()
	if _, err := buffer.ReadFrom(response.Body); err != nil {
		return nil, 0, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, 0, statusError(response.StatusCode)
	}
	answer := r.operation.body()
	if err := json.Unmarshal(buffer.Bytes(), answer); err != nil {
		return nil, 0, decodeError{err}
	}
	return answer, buffer.Len(), nil
}

// Close implements [Client].
func (r *restClient) Close() error {
	r.running.Wait()
	r.transport.CloseIdleConnections()
	return nil
}

type statusError int

func (e statusError) Error() string { return "status " + strconv.Itoa(int(e)) }

type decodeError struct{ error }

func restFailure(err error) string {
	var status statusError
	if errors.As(err, &status) {
		return status.Error()
	}
	if errors.As(err, new(decodeError)) {
		return "undecodable answer"
	}
	return failureOf(err)
}

// barrier holds those who wait until n of them do, or one comes with an error, and nobody
// after that.
type barrier struct {
	mu   sync.Mutex
	left int
	open chan struct{}
}

func newBarrier(n int) *barrier { return &barrier{left: n, open: make(chan struct{})} }

func (b *barrier) wait(ctx context.Context, err error) {
	b.mu.Lock()
	if b.left > 0 {
		b.left--
		if err != nil {
			b.left = 0
		}
		if b.left == 0 {
			close(b.open)
		}
	}
	b.mu.Unlock()
	select {
	case <-b.open:
	case <-ctx.Done():
	}
}
