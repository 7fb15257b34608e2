package catalog

import (
	"context"
	"fmt"
	"slices"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/contract"
)

// transport is how the stacks of one transport are asked.
type transport struct {
	// unary opens a client of an operation with one answer. streams opens what carries the
	// requests of an operation each of which is a stream, and realtime what carries those of
	// RealtimeRecommendations. One is nil where no stack of the transport carries any.
	unary    func(context.Context, contract.Stack, operation, Config) (Client, error)
	streams  func(context.Context, contract.Stack, Config) (streamWire, error)
	realtime func(context.Context, contract.Stack, Config) (realtimeWire, error)
	// connectionEach says that every stream of RealtimeRecommendations has a connection of
	// its own.
	connectionEach bool
	// url returns the scheme without TLS and the path of an operation's URL.
	url func(contract.Stack, contract.Operation) (scheme, path string)
	// empty returns the request for an empty answer; if it is nil none is measured.
	empty func(contract.Stack, string, conn.Settings) plan.Target
	// library says in a few words what sends the requests.
	library func(contract.Stack) string
}

// transports holds one for each that has a client. The file of the client adds it in its init
// function, so that a further transport changes no other file; nothing adds any later.
var transports = make(map[contract.Transport]transport)

// open opens the connections of a client of a stack that carries the operation.
func open(ctx context.Context, s contract.Stack, c Config) (Client, error) {
	t, kind := transports[s.Transport], contract.OperationNamed(c.Operation).Kind
	if kind != contract.Unary && !slices.Contains(streamOperations, c.Operation) {
		return nil, fmt.Errorf("make client: unknown stream %q", c.Operation)
	}
	switch {
	case c.Client == contract.LeanClient:
		return newLean(ctx, s, c)
	case kind == contract.Unary && t.unary != nil:
		op, err := operationOn(s.Name, c.Operation)
		if err != nil {
			return nil, err
		}
		return t.unary(ctx, s, op, c)
	case kind == contract.BidirectionalStream && t.realtime != nil:
		wire, err := t.realtime(ctx, s, c)
		if err != nil {
			return nil, err
		}
		return newRealtimeClient(ctx, wire, c)
	case kind != contract.Unary && kind != contract.BidirectionalStream && t.streams != nil:
		wire, err := t.streams(ctx, s, c)
		if err != nil {
			return nil, err
		}
		return &streamClient{streamWire: wire, config: c}, nil
	}
	return nil, fmt.Errorf("make client: %s over %q has no client; add one to package catalog", c.Operation, s.Transport)
}

// PlannedConnections returns how many connections a client of the stack opens for an operation:
// as many as it is set to, unless each stream has one of its own.
func PlannedConnections(stackName, operation string, connections, streams int) int {
	realtime := contract.OperationNamed(operation).Kind == contract.BidirectionalStream
	if realtime && transports[contract.StackNamed(stackName).Transport].connectionEach {
		return max(1, streams)
	}
	return connections
}

// Describe names in a few words the client of a stack of that name, one of [contract.Clients].
func Describe(stackName, client string) string {
	s := contract.StackNamed(stackName)
	if client == contract.LeanClient {
		return "lean, " + string(s.Transport)
	}
	return transports[s.Transport].library(s)
}

// EmptyRequest returns the request for an empty answer over the transport of a stack, under its
// settings: what that costs is the transport's. False: the transport has none.
func EmptyRequest(stackName, address string, settings conn.Settings) (request plan.Target, ok bool) {
	s := contract.StackNamed(stackName)
	t := transports[s.Transport]
	if t.empty == nil {
		return plan.Target{}, false
	}
	return t.empty(s, address, settings), true
}
