package bench_test

import (
	"encoding/json"
	"fmt"

	gojson "github.com/goccy/go-json"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

// codec encodes and decodes answers.
type codec struct {
	name string
	// encoder and decoder return functions that encode or decode one answer repeatedly.
	// Their result is valid until the next call.
	encoder func(*answer) func() ([]byte, error)
	decoder func(*answer) func([]byte) (any, error)
}

// codecs are compared with each other. json and goccy encode the typed structs of the REST
// service, the others the protobuf messages; the names of fields are the same in all JSON.
var codecs = []codec{
	{
		"json",
		func(a *answer) func() ([]byte, error) {
			return func() ([]byte, error) { return json.Marshal(a.body) }
		},
		func(a *answer) func([]byte) (any, error) {
			return func(text []byte) (any, error) {
				body := a.newBody()
				return body, json.Unmarshal(text, body)
			}
		},
	},
	{
		"goccy",
		func(a *answer) func() ([]byte, error) {
			return func() ([]byte, error) { return gojson.Marshal(a.body) }
		},
		func(a *answer) func([]byte) (any, error) {
			return func(text []byte) (any, error) {
				body := a.newBody()
				return body, gojson.Unmarshal(text, body)
			}
		},
	},
	{
		"protojson",
		func(a *answer) func() ([]byte, error) {
			options := protojson.MarshalOptions{UseProtoNames: true}
			return func() ([]byte, error) { return options.Marshal(a.proto) }
		},
		func(a *answer) func([]byte) (any, error) {
			return func(text []byte) (any, error) {
				m := a.newProto()
				return m, protojson.Unmarshal(text, m)
			}
		},
	},
	{
		"protobuf",
		func(a *answer) func() ([]byte, error) {
			return func() ([]byte, error) { return proto.Marshal(a.proto) }
		},
		func(a *answer) func([]byte) (any, error) {
			return func(text []byte) (any, error) {
				m := a.newProto()
				return m, proto.Unmarshal(text, m)
			}
		},
	},
	// The same with one buffer and one message. Unmarshal first resets the message, which
	// keeps its own memory and drops everything that it points to.
	{
		"protobuf-reused",
		func(a *answer) func() ([]byte, error) {
			var buffer []byte
			return func() (_ []byte, err error) {
				buffer, err = proto.MarshalOptions{}.MarshalAppend(buffer[:0], a.proto)
				return buffer, err
			}
		},
		func(a *answer) func([]byte) (any, error) {
			m := a.newProto()
			return func(text []byte) (any, error) { return m, proto.Unmarshal(text, m) }
		},
	},
}

// check returns an error unless a codec decodes what it encoded to the same answer, twice.
func (c *codec) check(a *answer) (text []byte, err error) {
	encode, decode := c.encoder(a), c.decoder(a)
	for range 2 {
		if text, err = encode(); err != nil {
			return nil, fmt.Errorf("encode %s of %d items as %s: %w", a.message, a.items, c.name, err)
		}
		decoded, err := decode(text)
		if err != nil {
			return nil, fmt.Errorf("decode %s of %d items as %s: %w", a.message, a.items, c.name, err)
		}
		if !a.same(decoded) {
			return nil, fmt.Errorf("decode %s of %d items as %s: it is not the answer that was encoded", a.message, a.items, c.name)
		}
	}
	return text, nil
}
