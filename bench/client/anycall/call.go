package anycall

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/wiretax/wiretax/bench/client"
	"github.com/wiretax/wiretax/bench/client/lean"
	"github.com/wiretax/wiretax/bench/descriptors"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/contract"
)

// Call is a target that is ready to be driven: its requests are encoded, and the expectations of
// its answers are compiled. It does not change and is safe for concurrent use.
type Call struct {
	endpoint endpoint
	expect   expectation
	// requests are HTTP bodies, or encoded messages, in the order in which they are sent.
	requests [][]byte
	// pathBytes is the length of path and query, which is asked for with each answer.
	pathBytes int
	// method is nil for HTTP.
	method *rpcMethod
}

// Parse makes a Call as far as that needs no network. It says whether the target can be driven, and
// by what, and is to be driven only if [Prepare] made it: for gRPC without descriptors its requests
// are still JSON. An error is one line that begins with the field of [plan.Target], unless the
// context is done.
func Parse(ctx context.Context, t plan.Target) (c *Call, err error) {
	c = &Call{}
	if c.endpoint, err = newEndpoint(t); err != nil {
		return nil, err
	}
	c.pathBytes = len(c.endpoint.url.RequestURI())
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
	c, err := Parse(ctx, t)
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

// index returns which of the requests a sequence number stands for.
func (c *Call) index(seq uint64) int { return int(seq % uint64(len(c.requests))) }

// ClosesConnections reports whether every request asks the server to close its connection.
func (c *Call) ClosesConnections() bool { return asksToClose(c.endpoint.header) }

// Describe names in a few words the client of that name, one of [contract.Clients].
func (c *Call) Describe(client string) string {
	protocol := "HTTP/1.1"
	switch {
	case c.endpoint.rpc && client != contract.LeanClient:
		return "grpc-go, undecoded"
	case c.endpoint.rpc:
		protocol = "gRPC"
	case c.endpoint.http2:
		protocol = "HTTP/2"
	}
	library := "net/http"
	if client == contract.LeanClient {
		library = client
	}
	return library + ", " + protocol + ", undecoded"
}

// Driver is a client of a call, whichever it is.
type Driver interface {
	client.Client
	// Ask sends request seq once, while no other is in flight, and checks the answer in full.
	// Its error is one line that says what was expected and what came, or, by
	// [Call.Diagnose], what the target speaks instead.
	Ask(ctx context.Context, seq uint64) error
}

// Open opens connections of the client of that name, one of [contract.Clients]. The caller closes
// it.
func (c *Call) Open(ctx context.Context, client string, connections int) (Driver, error) {
	if client == contract.LeanClient {
		lean, err := c.DialLean(ctx, connections)
		if err != nil {
			return nil, err
		}
		return lean, nil
	}
	native, err := c.Dial(ctx, connections)
	if err != nil {
		return nil, err
	}
	return native, nil
}

// Dial opens connections of the native client, at least one, without sending a request. The caller
// closes it.
func (c *Call) Dial(ctx context.Context, connections int) (*Client, error) {
	if connections < 1 {
		return nil, tooFew(connections)
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

// Lean returns an error of one line that says why a lean client cannot drive the target, or nil if
// it can.
func (c *Call) Lean() error { return leanCall{c}.whyNot() }

// DialLean is [Call.Dial] for a lean client.
func (c *Call) DialLean(ctx context.Context, connections int) (*LeanClient, error) {
	if err := c.Lean(); err != nil {
		return nil, fmt.Errorf("open connections: the lean client cannot drive %s: %w; use the native client", c.URL(), err)
	}
	if connections < 1 {
		return nil, tooFew(connections)
	}
	client, err := lean.New(ctx, leanCall{c}.config(connections))
	if err != nil {
		return nil, c.endpoint.explainOpening(ctx, err)
	}
	return &LeanClient{client, c}, nil
}

func tooFew(connections int) error {
	return fmt.Errorf("open connections: %d is too few; open at least one", connections)
}
