package anycall

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/wiretax/wiretax/bench/descriptors"
	"github.com/wiretax/wiretax/bench/plan"
)

// Call is a target that is ready to be driven: its requests are encoded, and the expectations of
// its answers are compiled. It does not change and is safe for concurrent use.
type Call struct {
	endpoint endpoint
	expect   expectation
	// requests are HTTP bodies, or encoded messages, in the order in which they are sent.
	requests [][]byte
	// method is nil for HTTP.
	method *rpcMethod
}

// Check says whether a target can be driven, as far as that is known without the network. Its
// error is one line that begins with the field of [plan.Target], unless the context is done.
func Check(ctx context.Context, t plan.Target) error {
	_, err := parse(ctx, t)
	return err
}

// parse makes a Call as far as that needs no network. For gRPC without descriptors its requests
// are still JSON and its method is nil.
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

// Prepare reads the requests of t, shuffles them by the seed if t says so, and encodes them. For
// gRPC without protoset or proto it asks the service for its descriptors, for ten seconds at
// most, over a connection that it closes.
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

// describe asks a gRPC service for its descriptors, unless they are known, and encodes the
// requests by them.
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

// encode encodes the requests by a set of descriptors.
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

// URL returns the target's URL.
func (c *Call) URL() string { return c.endpoint.url.String() }

// Requests returns how many different requests there are, at least one. Sequence number seq stands
// for number seq mod Requests.
func (c *Call) Requests() int { return len(c.requests) }

// ClosesConnections reports whether every request asks the server to close its connection.
func (c *Call) ClosesConnections() bool { return asksToClose(c.endpoint.header) }

// Describe names the client of the target in a few words.
func (c *Call) Describe() string {
	switch {
	case c.endpoint.rpc:
		return "grpc-go, undecoded"
	case c.endpoint.http2:
		return "net/http, HTTP/2, undecoded"
	}
	return "net/http, HTTP/1.1, undecoded"
}

// Dial opens connections, at least one, without sending a request. The caller closes the client.
func (c *Call) Dial(ctx context.Context, connections int) (*Client, error) {
	if connections < 1 {
		return nil, fmt.Errorf("open connections: %d is too few; open at least one", connections)
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
