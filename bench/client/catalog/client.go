package catalog

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"

	"github.com/wiretax/wiretax/bench/client"
	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/contract"
)

// Client is a client of an operation of the catalog or the shop. It decodes all answers.
type Client interface {
	client.Client
	// Fetch sends request number seq, while no other is in flight, and returns the answer.
	Fetch(ctx context.Context, seq uint64) (Answer, error)
}

// Answer is a decoded answer, with the sizes of request and answer on the client's stack.
type Answer struct {
	Message                   proto.Message
	RequestBytes, AnswerBytes int
}

// Config says what a client drives, and how.
type Config struct {
	// Address is host:port.
	Address string
	// Operation is one of the catalog's or the shop's that the stack carries.
	Operation string
	Requests  []Request
	// Connections are opened before New returns, or as many as [PlannedConnections] says.
	Connections int
	// Streams is how many stay open for RealtimeRecommendations, 1 if it is 0. Other
	// operations have none.
	Streams int
	// Settings are those of the service.
	Settings conn.Settings
	// Client is one of [contract.Clients]; empty stands for the native one. The lean client
	// does not decode answers but for those that are compared in full.
	Client string
	// Want are the right answers by request, as [Reference] returns them for the stack. If
	// it is nil nothing is checked.
	Want []Want
}

// Want is the right answer to a request, with the sizes of its messages on one stack.
type Want struct {
	Answer
	fingerprint int
}

// wantEncoded is a [Want] as gob carries it to another process.
type wantEncoded struct {
	Message                   []byte // an Any
	RequestBytes, AnswerBytes int
}

// GobEncode implements [gob.GobEncoder].
func (w Want) GobEncode() ([]byte, error) {
	packed, err := anypb.New(w.Message)
	if err != nil {
		return nil, err
	}
	e := wantEncoded{RequestBytes: w.RequestBytes, AnswerBytes: w.AnswerBytes}
	if e.Message, err = proto.Marshal(packed); err != nil {
		return nil, err
	}
	return json.Marshal(e)
}

// GobDecode implements [gob.GobDecoder].
func (w *Want) GobDecode(text []byte) error {
	var e wantEncoded
	var packed anypb.Any
	err := json.Unmarshal(text, &e)
	if err == nil {
		err = proto.Unmarshal(e.Message, &packed)
	}
	if err == nil {
		w.Message, err = packed.UnmarshalNew()
	}
	if err != nil {
		return err
	}
	w.RequestBytes, w.AnswerBytes = e.RequestBytes, e.AnswerBytes
	w.fingerprint, _ = fingerprintOf(w.Message)
	return nil
}

// New opens the connections of a client of the named stack.
func New(ctx context.Context, stackName string, c Config) (Client, error) {
	if contract.StackNamed(stackName).Name == "" {
		return nil, fmt.Errorf("make client: unknown stack %q", stackName)
	}
	if !plan.Carries(c.Operation, stackName) {
		return nil, fmt.Errorf("make client: %s does not carry %q", stackName, c.Operation)
	}
	client, err := open(ctx, contract.StackNamed(stackName), c)
	if err != nil {
		return nil, err
	}
	planned := PlannedConnections(stackName, c.Operation, c.Connections, c.Streams)
	if n := client.Opened(); n != int64(planned) {
		return nil, errors.Join(fmt.Errorf("open connections: %d were opened instead of %d", n, planned), client.Close())
	}
	return client, nil
}

// Reference sends every request once on each client and returns the right answers by stack.
// If answers differ the stacks do unequal work: that is an error, which names the request.
func Reference(ctx context.Context, requests []Request, clients map[string]client.Client) (map[string][]Want, error) {
	wants := make(map[string][]Want)
	stacks := slices.Sorted(maps.Keys(clients))
	for i := range requests {
		for _, stack := range stacks {
			client, ok := clients[stack].(Client)
			if !ok {
				return nil, fmt.Errorf("compare answers: %s is not a client of the catalog; make it with New", stack)
			}
			got, err := client.Fetch(ctx, uint64(i))
			if err != nil {
				return nil, fmt.Errorf("compare answers: %s, request %+v: %w", stack, requests[i], err)
			}
			fingerprint, _ := fingerprintOf(got.Message)
			wants[stack] = append(wants[stack], Want{got, fingerprint})
			if first := wants[stacks[0]][i]; !proto.Equal(got.Message, first.Message) {
				return nil, fmt.Errorf("compare answers: %s and %s differ on request %+v", stacks[0], stack, requests[i])
			}
		}
	}
	return wants, nil
}

// judge returns the outcome of a decoded answer. Every answer is checked by its fingerprint, and
// in full if the ticket asks for it. The sizes are those of the equal reference answer.
func (c Config) judge(t load.Ticket, fingerprint int, message func() proto.Message) load.Outcome {
	if c.Want == nil {
		return load.Outcome{}
	}
	want := c.Want[c.index(t.Seq)]
	if fingerprint != want.fingerprint || (t.Check && !proto.Equal(message(), want.Message)) {
		return load.Outcome{Failure: contract.WrongAnswer}
	}
	return load.Outcome{RequestBytes: want.RequestBytes, AnswerBytes: want.AnswerBytes}
}

// index returns which of the requests a sequence number stands for.
func (c Config) index(seq uint64) int { return int(seq % uint64(len(c.Requests))) }
