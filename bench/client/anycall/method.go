package anycall

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/wiretax/wiretax/bench/descriptors"
	"github.com/wiretax/wiretax/bench/documents"
	"github.com/wiretax/wiretax/bench/transcode"
	"github.com/wiretax/wiretax/terminal"
)

// rpcMethod is a gRPC method whose descriptors are known.
type rpcMethod struct {
	input, output protoreflect.MessageDescriptor
	types         *descriptors.Types
}

// newRPCMethod finds /package.Service/Method in a set of files. If answers are to be looked into,
// the set has to have their types too. Ask is for [descriptors.Set.Types].
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

// encode encodes requests, which are JSON, as messages.
func (m *rpcMethod) encode(requests [][]byte) ([][]byte, error) {
	schema := transcode.Schema{Message: m.input, Types: m.types}
	messages := make([][]byte, len(requests))
	for i, text := range requests {
		message, err := schema.Decode(documents.Document{Text: text}, false)
		if err == nil {
			messages[i], err = proto.Marshal(message)
		}
		if err != nil {
			return nil, fmt.Errorf("data: %s", wrongRequest(err, i, requests))
		}
	}
	return messages, nil
}

// wrongRequest says on one line what is wrong with a request, and which it is if there are several.
func wrongRequest(err error, i int, requests [][]byte) string {
	said := terminal.Line(terminal.Cut(err.Error(), mostSaid))
	if len(requests) > 1 {
		return fmt.Sprintf("request %d: %s", i+1, said)
	}
	if bad, ok := errors.AsType[*transcode.Error](err); ok && bad.Path == "$" && bytes.HasPrefix(bytes.TrimSpace(requests[i]), []byte("[")) {
		return said + "; " + aLineEach
	}
	return said
}

// mostSaid bounds how many columns wrongRequest fills.
const mostSaid = 400
