package bench_test

import (
	"encoding/json"
	"fmt"

	gojson "github.com/goccy/go-json"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

// codec makes bytes of answers, and answers of bytes.
type codec struct {
	name string
	// encoder and decoder return what does so for one answer again and again. What it
	// returns holds until it is called the next time.
	encoder func(*answer) func() ([]byte, error)
	decoder func(*answer) func([]byte) (any, error)
}

// codecs are those that are compared. json and goccy encode the typed structs of the REST
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
	// The same into one buffer, and into one message. Unmarshal resets that first, which
	// keeps its own memory and lets go of all that it points to.
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

// check holds a codec to giving an answer back as it was, also the second time.
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
