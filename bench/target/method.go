package target

import (
	"fmt"
	"strings"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"

	"github.com/wiretax/wiretax/bench/descriptors"
)

// rpcMethod is a method of gRPC that is known by its descriptors.
type rpcMethod struct {
	input, output protoreflect.MessageDescriptor
	types         *descriptors.Types
}

// newRPCMethod finds /package.Service/Method in a set of files. Where its answers are looked
// into, the set has to hold their types too. Ask is that of [descriptors.Set.Types].
func newRPCMethod(set *descriptors.Set, path string, lookedInto bool, ask descriptors.Asking) (*rpcMethod, error) {
	service, name, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	m, err := set.Method(service, name)
	if err != nil {
		return nil, err
	}
	if m.IsStreamingClient() || m.IsStreamingServer() {
		return nil, fmt.Errorf("url: %s streams; only methods with one request and one answer can be driven", m.FullName())
	}
	if err := set.Needs(m.ParentFile(), m.Input()); err != nil {
		return nil, err
	}
	if lookedInto {
		if err := set.Needs(m.ParentFile(), m.Output()); err != nil {
			return nil, err
		}
	}
	return &rpcMethod{m.Input(), m.Output(), set.Types(ask)}, nil
}

// encode turns requests from JSON into messages.
func (m *rpcMethod) encode(requests [][]byte) ([][]byte, error) {
	messages := make([][]byte, len(requests))
	for i, text := range requests {
		message := dynamicpb.NewMessage(m.input)
		if err := (protojson.UnmarshalOptions{Resolver: m.types}).Unmarshal(text, message); err != nil {
			return nil, fmt.Errorf("data: request %d is no %s: %w", i+1, m.input.FullName(), err)
		}
		var err error
		if messages[i], err = proto.Marshal(message); err != nil {
			return nil, fmt.Errorf("data: request %d: %w", i+1, err)
		}
	}
	return messages, nil
}
