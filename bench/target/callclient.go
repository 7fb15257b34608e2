package target

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"sync"

	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/contract"
)

// CallClient drives a [Call] over connections of its own. It is a [Client], safe for
// concurrent use.
type CallClient struct {
	workers starter
	call    *Call
	wire    wire
	buffers sync.Pool
}

var _ Client = (*CallClient)(nil)

// wire is a transport for requests that are already encoded.
type wire interface {
	// send asks one of the call's requests and waits for the answer, which it keeps
	// where keep is not nil.
	send(ctx context.Context, request int, keep *bytes.Buffer) reply
	Connections(see func([]*net.TCPConn))
	Opened() int64
	Retries() int64
	Codings() map[string]int64
	close() error
}

// Start implements [load.Target].
func (c *CallClient) Start(ctx context.Context, t load.Ticket, done load.Sink) {
	c.workers.start(ctx, c, t, done)
}

func (c *CallClient) ask(ctx context.Context, t load.Ticket) load.Outcome {
	var keep *bytes.Buffer
	if t.Check && c.call.expect.paths != nil {
		keep = c.buffers.Get().(*bytes.Buffer)
		defer c.buffers.Put(keep)
		keep.Reset()
	}
	request := c.index(t.Seq)
	r := c.wire.send(ctx, request, keep)
	o := load.Outcome{Lane: r.lane, Wait: r.wait}
	if o.Failure, o.Why = c.call.judge(&r, keep); o.Failure == "" {
		o.RequestBytes, o.AnswerBytes = c.call.size(request), int(r.length)
	}
	return o
}

// index is which of the requests a sequence number asks.
func (c *CallClient) index(seq uint64) int { return int(seq % uint64(len(c.call.requests))) }

// Ask sends request seq once, alone, and checks the answer in full. The error is one line
// that says what was expected and what came, or by [Call.Diagnose] what the target speaks.
func (c *CallClient) Ask(ctx context.Context, seq uint64) error {
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

// askError is an error of Ask with its kind.
type askError struct {
	kind string
	error
}

func (e *askError) Unwrap() error { return e.error }

// Answered says whether an error of Ask is that the service answered, but not what it should:
// asking again will not help.
func Answered(err error) bool {
	if wrong, ok := errors.AsType[*wrongProtocol](err); ok {
		return wrong.sure
	}
	asked, ok := errors.AsType[*askError](err)
	return ok && (asked.kind == contract.WrongAnswer || asked.kind == contract.UndecodableAnswer)
}

// Connections implements [Client].
func (c *CallClient) Connections(see func([]*net.TCPConn)) { c.wire.Connections(see) }

// Opened implements [Client].
func (c *CallClient) Opened() int64 { return c.wire.Opened() }

// Retries implements [Client].
func (c *CallClient) Retries() int64 { return c.wire.Retries() }

// Codings implements [Client].
func (c *CallClient) Codings() map[string]int64 { return c.wire.Codings() }

// Close implements [Client].
func (c *CallClient) Close() error {
	c.workers.stop()
	return c.wire.close()
}
