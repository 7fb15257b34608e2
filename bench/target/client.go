package target

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"

	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/plan"
)

// Client drives one target, an operation of the catalog or a stranger's method. It is an
// engine's [load.Target].
type Client interface {
	load.Target
	// Connections shows those that are open to whoever reads their counters; none is closed
	// before see returns, and see must not call the client. See [Config.BeforeClose] for
	// the others. Opened counts those that were ever dialled.
	Connections(see func([]*net.TCPConn))
	Opened() int64
	// Retries are the attempts that the transport made by itself, beyond one a request; -1
	// where it cannot tell.
	Retries() int64
	// Close closes all connections and waits until the client is done with them.
	Close() error
}

// CatalogClient is a client of an operation of the catalog, whose answers it decodes.
type CatalogClient interface {
	Client
	// Fetch asks request number seq, alone, and returns the decoded answer.
	Fetch(ctx context.Context, seq uint64) (Answer, error)
}

// Answer is a decoded answer and the sizes of its messages on this stack.
type Answer struct {
	Message                   proto.Message
	RequestBytes, AnswerBytes int
}

// Config says what a client drives.
type Config struct {
	// Address is host:port.
	Address string
	// Operation is one of the catalog's, that travels on the stack by [plan.Travels].
	Operation string
	Requests  []Request
	// Connections are opened before New returns, or as many as [PlannedConnections] says.
	Connections int
	// Streams is how many stay open for RealtimeRecommendations; other operations have
	// none. 0 is 1.
	Streams int
	// Settings are those of the service.
	Settings Settings
	// BeforeClose sees every connection that the client is about to close, as it does
	// over HTTP/1.1 after a timeout. Nil: nobody does.
	BeforeClose func(*net.TCPConn)
	// Want are the right answers by request, as [Reference] returns them for the stack.
	// Nil checks nothing.
	Want []Want
}

// Want is what the answer to a request has to be, and how large the messages then are on
// the stack in question.
type Want struct {
	Answer
	extent int
}

// New opens the connections of a client of the named stack.
func New(ctx context.Context, stackName string, c Config) (CatalogClient, error) {
	s, err := stackNamed(stackName)
	if err != nil {
		return nil, err
	}
	if !plan.Travels(c.Operation, stackName) {
		return nil, fmt.Errorf("make client: %q does not travel on %s", c.Operation, stackName)
	}
	var client CatalogClient
	switch {
	case plan.Streams(c.Operation):
		client, err = newStreamClient(ctx, stackName, c)
	case s.transport == overGRPC:
		client, err = newGRPC(ctx, s, c)
	default:
		client, err = newREST(ctx, s, c)
	}
	if err != nil {
		return nil, err
	}
	planned := PlannedConnections(stackName, c.Operation, c.Connections, c.Streams)
	if n := client.Opened(); n != int64(planned) {
		return nil, errors.Join(fmt.Errorf("open connections: %d were opened instead of %d", n, planned), client.Close())
	}
	return client, nil
}

// PlannedConnections is how many connections a client of the stack opens for an operation:
// those it is set to, but for WebSockets, each of which is one of its own.
func PlannedConnections(stackName, operation string, connections, streams int) int {
	if operation == realtime && stacks[stackName].transport != overGRPC {
		return max(1, streams)
	}
	return connections
}

// Reference asks every request once on each client and returns the right answers by stack.
// Clients whose answers differ do unequal work, which is an error that names the request.
func Reference(ctx context.Context, requests []Request, clients map[string]Client) (map[string][]Want, error) {
	wants := make(map[string][]Want)
	stacks := slices.Sorted(maps.Keys(clients))
	for i := range requests {
		for _, stack := range stacks {
			client, ok := clients[stack].(CatalogClient)
			if !ok {
				return nil, fmt.Errorf("compare answers: %s is no client of the catalog; make it with New", stack)
			}
			got, err := client.Fetch(ctx, uint64(i))
			if err != nil {
				return nil, fmt.Errorf("compare answers: %s, request %+v: %w", stack, requests[i], err)
			}
			wants[stack] = append(wants[stack], Want{got, extentOf(got.Message)})
			if first := wants[stacks[0]][i]; !proto.Equal(got.Message, first.Message) {
				return nil, fmt.Errorf("compare answers: %s and %s differ on request %+v", stacks[0], stack, requests[i])
			}
		}
	}
	return wants, nil
}

// judge says how a decoded answer ended: every answer is checked by its extent, and in
// full where the ticket asks for it. The sizes are those of the equal reference answer.
func (c Config) judge(t load.Ticket, extent int, message func() proto.Message) load.Outcome {
	if c.Want == nil {
		return load.Outcome{}
	}
	want := c.Want[c.index(t.Seq)]
	if extent != want.extent || (t.Check && !proto.Equal(message(), want.Message)) {
		return load.Outcome{Failure: wrongAnswer}
	}
	return load.Outcome{RequestBytes: want.RequestBytes, AnswerBytes: want.AnswerBytes}
}

// index is which of the requests a sequence number asks.
func (c Config) index(seq uint64) int { return int(seq % uint64(len(c.Requests))) }
