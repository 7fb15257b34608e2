package anycall

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/wiretax/wiretax/bench/descriptors"
	"github.com/wiretax/wiretax/bench/plan"
)

// Call is a target that is ready to be driven: its requests are encoded, and what is
// expected of its answers is compiled. It does not change, and is safe for concurrent use.
type Call struct {
	endpoint endpoint
	expect   expectation
	// requests are bodies of HTTP, or encoded messages, in the order they are asked in.
	requests [][]byte
	// method is nil for HTTP.
	method *rpcMethod
}

// Check refuses a target that cannot be driven, as far as that can be seen without the
// network. The error is one line that begins with the field of [plan.Target], unless the
// context is done.
func Check(ctx context.Context, t plan.Target) error {
	_, err := parse(ctx, t)
	return err
}

// parse makes a Call of all that needs no network. For gRPC without descriptors its requests
// are still JSON, and its method nil.
func parse(ctx context.Context, t plan.Target) (c *Call, err error) {
	c = &Call{}
	if c.endpoint, err = newEndpoint(t); err != nil {
		return nil, err
	}
	if c.expect, err = newExpectation(t.Expect, c.endpoint.rpc); err != nil {
		return nil, err
	}
	if c.requests, err = dataOf(t, c.endpoint.rpc, c.endpoint.header); err != nil {
		return nil, err
	}
	var set *descriptors.Set
	switch {
	case t.Protoset != "":
		set, err = descriptors.ReadProtoset(t.Protoset)
	case len(t.Proto) > 0:
		set, err = descriptors.CompileProto(ctx, t.Proto, t.ProtoPath)
	default:
		return c, nil
	}
	if err != nil {
		return nil, err
	}
	return c, c.encode(set, nil)
}

// Prepare reads the requests of t, brings them into order by the seed where that is asked
// for, and encodes them. For gRPC without protoset or proto it asks the service for its
// descriptors, for ten seconds at the most, over a connection that it closes again.
func Prepare(ctx context.Context, t plan.Target, seed uint64) (*Call, error) {
	c, err := parse(ctx, t)
	if err != nil {
		return nil, err
	}
	if err := c.describe(ctx); err != nil {
		return nil, err
	}
	if t.Order == "shuffle" {
		shuffle(c.requests, seed)
	}
	return c, nil
}

// describe asks a service of gRPC for its descriptors where they are not known, and encodes
// the requests by them.
func (c *Call) describe(ctx context.Context) error {
	if !c.endpoint.rpc || c.method != nil {
		return nil
	}
	service, _, _ := strings.Cut(c.endpoint.method[1:], "/")
	set, err := c.endpoint.askDescriptors(ctx, service)
	if err != nil {
		return c.endpoint.explainOpening(ctx, err)
	}
	return c.encode(set, c.endpoint.askDescriptors)
}

// encode encodes the requests by the descriptors of a set.
func (c *Call) encode(set *descriptors.Set, ask descriptors.Asking) (err error) {
	if c.method, err = newRPCMethod(set, c.endpoint.method, c.expect.paths != nil, ask); err != nil {
		return err
	}
	for i := range c.expect.paths {
		if err := c.expect.paths[i].Fits(c.method.output, c.method.types); err != nil {
			return fmt.Errorf("expect: %w", err)
		}
	}
	c.requests, err = c.method.encode(c.requests)
	return err
}

// URL is the target's URL as it was given.
func (c *Call) URL() string { return c.endpoint.url.String() }

// Requests is how many different requests there are, at least one. Number seq asks the
// (seq mod Requests)th of them.
func (c *Call) Requests() int { return len(c.requests) }

// ClosesConnections says whether every request asks that its connection be closed after it.
func (c *Call) ClosesConnections() bool { return asksToClose(c.endpoint.header) }

// Describe says in a few words what drives the target.
func (c *Call) Describe() string {
	switch {
	case c.endpoint.rpc:
		return "grpc-go, undecoded"
	case c.endpoint.http2:
		return "net/http, HTTP/2, undecoded"
	}
	return "net/http, HTTP/1.1, undecoded"
}

// Dial opens connections, which have to be at least one, without sending any request. The
// caller closes the client.
func (c *Call) Dial(ctx context.Context, connections int) (*Client, error) {
	if connections < 1 {
		return nil, fmt.Errorf("open connections: %d is none; open at least one", connections)
	}
	client := &Client{call: c}
	client.buffers.New = func() any { return new(bytes.Buffer) }
	var err error
	if c.endpoint.rpc {
		client.wire, err = newGRPCWire(ctx, c, connections)
	} else {
		client.wire, err = newHTTPWire(ctx, c, connections)
	}
	if err != nil {
		return nil, c.endpoint.explainOpening(ctx, err)
	}
	return client, nil
}
