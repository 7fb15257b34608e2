package anycall

import (
	"bytes"
	"context"
	"errors"
	"fmt"
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
	if t.Check && c.call.expect.paths != nil {
		keep = c.buffers.Get().(*bytes.Buffer)
		defer c.buffers.Put(keep)
		keep.Reset()
	}
	request := c.index(t.Seq)
	r := c.wire.send(ctx, request, keep)
	o := load.Outcome{Shard: r.Conn, Wait: r.Wait}
	if o.Failure, o.Why = c.call.judge(&r, keep); o.Failure == "" {
		o.RequestBytes, o.AnswerBytes = c.call.size(request), int(r.Length)
	}
	return o
}

// index returns which of the requests a sequence number stands for.
func (c *Client) index(seq uint64) int { return int(seq % uint64(len(c.call.requests))) }

// Ask sends request seq once, while no other is in flight, and checks the answer in full. Its error
// is one line that says what was expected and what came, or, by [Call.Diagnose], what the target
// speaks instead.
func (c *Client) Ask(ctx context.Context, seq uint64) error {
	keep := new(bytes.Buffer)
	r := c.wire.send(ctx, c.index(seq), keep)
	failure, err := c.call.judge(&r, keep)
	switch {
	case failure == "":
		return nil
	case failure == contract.Timeout:
		err = context.Cause(ctx)
	}
	err = &askError{failure, fmt.Errorf("ask %s: %s: %w", c.call.URL(), failure, err)}
	return c.call.Diagnose(ctx, failure, err)
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
