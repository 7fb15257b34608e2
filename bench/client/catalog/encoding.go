package catalog

import (
	"encoding/json"

	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/catalog/catalogjson"
	"github.com/wiretax/wiretax/contract"
)

// encoding is how messages become bytes.
type encoding contract.Encoding

const (
	asJSON     = encoding(contract.JSON)
	asProtobuf = encoding(contract.Protobuf)
	asLines    = encoding(contract.Lines)
)

// answer is a decoded answer.
type answer interface {
	// message returns the answer as protobuf, to be compared.
	message() proto.Message
	// fingerprint returns the number of fingerprintOf for that message.
	fingerprint() int
}

// protoAnswer is an answer that was decoded as protobuf.
type protoAnswer struct{ proto.Message }

func (a protoAnswer) message() proto.Message { return a.Message }
func (a protoAnswer) fingerprint() int {
	number, _ := fingerprintOf(a.Message)
	return number
}

// decode decodes the body of an answer to op.
func (e encoding) decode(op operation, body []byte) (answer, error) {
	if e == asProtobuf {
		a := protoAnswer{op.answer()}
		return a, proto.Unmarshal(body, a.Message)
	}
	a := op.body()
	return a, json.Unmarshal(body, a)
}

// encode encodes a message of gRPC.
func (e encoding) encode(m proto.Message) ([]byte, error) {
	if e == asProtobuf {
		return proto.Marshal(m)
	}
	return catalogjson.Codec{}.Marshal(m)
}

// decodeMessage decodes a message of gRPC.
func (e encoding) decodeMessage(text []byte, m proto.Message) error {
	if e == asProtobuf {
		return proto.Unmarshal(text, m)
	}
	return catalogjson.Codec{}.Unmarshal(text, m)
}

// size returns how many bytes a message has over gRPC.
func (e encoding) size(m proto.Message) (int, error) {
	if e == asProtobuf {
		return proto.Size(m), nil
	}
	text, err := catalogjson.Codec{}.Marshal(m)
	return len(text), err
}
