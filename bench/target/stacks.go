package target

import (
	"encoding/json"
	"fmt"

	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/catalog/catalogjson"
)

// stack is how an operation travels.
type stack struct {
	encoding  encoding
	transport transport
}

// stacks are declared here, and nowhere else.
var stacks = map[string]stack{
	"rest":        {asJSON, overHTTP1},
	"rest-h2":     {asJSON, overHTTP2},
	"rest-pb":     {asProtobuf, overHTTP1},
	"rest-h2-pb":  {asProtobuf, overHTTP2},
	"rest-ndjson": {asLines, overHTTP1},
	"grpc":        {asProtobuf, overGRPC},
	"grpc-json":   {asJSON, overGRPC},
	// How a client asks a gateway, whatever that one asks in turn.
	"node-grpc": {asJSON, overHTTP1},
	"node-rest": {asJSON, overHTTP1},
	"go-grpc":   {asJSON, overHTTP1},
}

// realtime is the operation whose streams stay open.
const realtime = "RealtimeRecommendations"

func stackNamed(name string) (stack, error) {
	s, ok := stacks[name]
	if !ok {
		return stack{}, fmt.Errorf("make client: unknown stack %q", name)
	}
	return s, nil
}

// transport carries messages.
type transport string

const (
	overHTTP1 transport = "HTTP/1.1"
	overHTTP2 transport = "HTTP/2"
	overGRPC  transport = "gRPC"
)

// encoding makes bytes of messages. Its value is the media type.
type encoding string

const (
	asJSON     encoding = "application/json"
	asProtobuf encoding = "application/x-protobuf"
	// asLines is JSON as well, one message a line.
	asLines encoding = "application/x-ndjson"
)

// answer is a decoded answer.
type answer interface {
	// message is the answer as protobuf, to be compared.
	message() proto.Message
	// extent is what extentOf says of that message.
	extent() int
}

// protoAnswer is an answer that came as protobuf, or was made so on its way.
type protoAnswer struct{ proto.Message }

func (a protoAnswer) message() proto.Message { return a.Message }
func (a protoAnswer) extent() int            { return extentOf(a.Message) }

// decode decodes the body of an answer to op.
func (e encoding) decode(op operation, body []byte) (answer, error) {
	if e == asProtobuf {
		a := protoAnswer{op.answer()}
		return a, proto.Unmarshal(body, a.Message)
	}
	a := op.body()
	return a, json.Unmarshal(body, a)
}

// size is that of a message over gRPC.
func (e encoding) size(m proto.Message) (int, error) {
	if e == asProtobuf {
		return proto.Size(m), nil
	}
	text, err := catalogjson.Codec{}.Marshal(m)
	return len(text), err
}

// Way says how a stack carries messages: in which encoding, by its media type, and over
// which transport, "HTTP/1.1", "HTTP/2" or "gRPC".
func Way(stackName string) (mediaType, transport string) {
	s := stacks[stackName]
	return string(s.encoding), string(s.transport)
}

// Service is the kind of our service that a client of a stack speaks to: "rest" or "grpc". A
// gateway is like the former.
func Service(stackName string) string {
	if stacks[stackName].transport == overGRPC {
		return "grpc"
	}
	return "rest"
}

// Describe says in a few words what the client of a stack is.
func Describe(stackName string) string {
	s := stacks[stackName]
	switch {
	case s == stack{asProtobuf, overGRPC}:
		return "grpc-go, generated stub"
	case s.transport == overGRPC:
		return "grpc-go, generated stub, JSON codec"
	}
	text := "net/http"
	if s.transport == overHTTP2 {
		text += ", HTTP/2"
	}
	if s.encoding == asProtobuf {
		return text + ", generated messages"
	}
	return text + ", typed structs"
}
