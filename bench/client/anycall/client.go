package anycall

import (
	"bytes"
	"context"
	"errors"
	"sync"

	"github.com/wiretax/wiretax/bench/client"
	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/serving"
)

// Client drives a [Call] over connections of its own. It is a [client.Client], safe for
// concurrent use.
type Client struct {
	workers client.Workers
	wire
	call    *Call
	buffers sync.Pool
}

var _ client.Client = (*Client)(nil)

// wire is a transport for encoded requests.
type wire interface {
	client.Connections
	// send sends one of the call's requests and waits for the answer, which it writes to keep
	// unless that is nil.
	send(ctx context.Context, request int, keep *bytes.Buffer) conn.Reply
	// rows say what is done for a request.
	rows() []serving.Row
}

// Start implements [load.Target].
func (c *Client) Start(ctx context.Context, t load.Ticket, done load.Sink) {
	c.workers.Start(ctx, c, t, done)
}

// Do implements [client.Asker].
func (c *Client) Do(ctx context.Context, t load.Ticket) load.Outcome {
	var keep *bytes.Buffer
	if c.call.keeps(t) {
		keep = c.buffers.Get().(*bytes.Buffer)
		defer c.buffers.Put(keep)
		keep.Reset()
	}
	request := c.call.index(t.Seq)
	r := c.wire.send(ctx, request, keep)
	var body []byte
	if keep != nil {
		body = keep.Bytes()
	}
	o := c.call.outcome(t, &r, body)
	o.Shard, o.Wait = r.Conn, r.Wait
	return o
}

// Ask implements [Driver].
func (c *Client) Ask(ctx context.Context, seq uint64) error {
	keep := new(bytes.Buffer)
	r := c.wire.send(ctx, c.call.index(seq), keep)
	return c.call.asked(ctx, &r, keep.Bytes())
}

// askError is an error of Ask and its kind.
type askError struct {
	kind string
	error
}

func (e *askError) Unwrap() error { return e.error }

// Answered reports whether an error of Ask is about an answer. If so, it does not help to ask
// once more.
func Answered(err error) bool {
	if wrong, ok := errors.AsType[*wrongProtocol](err); ok {
		return wrong.sure
	}
	asked, ok := errors.AsType[*askError](err)
	return ok && (asked.kind == contract.WrongAnswer || asked.kind == contract.UndecodableAnswer)
}

// Close implements [client.Client].
func (c *Client) Close() error {
	c.workers.Stop()
	return c.wire.Close()
}
