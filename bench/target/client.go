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
	Address   string
	Operation string
	Requests  []Request
	// Connections are opened before New returns.
	Connections int
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
func New(ctx context.Context, stack string, c Config) (CatalogClient, error) {
	var client CatalogClient
	var err error
	switch stack {
	case "rest":
		client, err = newREST(ctx, c)
	case "grpc":
		client, err = newGRPC(ctx, c)
	default:
		return nil, fmt.Errorf("make client: unknown stack %q", stack)
	}
	if err != nil {
		return nil, err
	}
	if n := client.Opened(); n != int64(c.Connections) {
		return nil, errors.Join(fmt.Errorf("open connections: %d were opened instead of %d", n, c.Connections), client.Close())
	}
	return client, nil
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
