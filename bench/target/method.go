package target

import (
	"fmt"
	"os"
	"strings"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/dynamicpb"
)

// rpcMethod is a method of gRPC that is known by its descriptors.
type rpcMethod struct {
	input, output protoreflect.MessageDescriptor
	types         *dynamicpb.Types
}

// newRPCMethod finds /package.Service/Method in files.
func newRPCMethod(files *protoregistry.Files, path string) (*rpcMethod, error) {
	service, name, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	found, err := files.FindDescriptorByName(protoreflect.FullName(service))
	if err != nil {
		return nil, fmt.Errorf("url: no service %s is known; services are %s", service, servicesIn(files))
	}
	s, ok := found.(protoreflect.ServiceDescriptor)
	if !ok {
		return nil, fmt.Errorf("url: %s is no service; services are %s", service, servicesIn(files))
	}
	m := s.Methods().ByName(protoreflect.Name(name))
	if m == nil {
		var names []string
		for i := range s.Methods().Len() {
			names = append(names, string(s.Methods().Get(i).Name()))
		}
		return nil, fmt.Errorf("url: %s has no method %s; methods are %s", service, name, strings.Join(names, ", "))
	}
	if m.IsStreamingClient() || m.IsStreamingServer() {
		return nil, fmt.Errorf("url: %s streams; only methods with one request and one answer can be driven", m.FullName())
	}
	return &rpcMethod{m.Input(), m.Output(), dynamicpb.NewTypes(files)}, nil
}

func servicesIn(files *protoregistry.Files) string {
	var names []string
	files.RangeFiles(func(f protoreflect.FileDescriptor) bool {
		for i := range f.Services().Len() {
			names = append(names, string(f.Services().Get(i).FullName()))
		}
		return true
	})
	if names == nil {
		return "unknown"
	}
	return strings.Join(names, ", ")
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

// document turns an answer into JSON, and that into what a JSON path looks into. Fields
// that have their default value are there too.
func (m *rpcMethod) document(answer []byte) (any, error) {
	message := dynamicpb.NewMessage(m.output)
	if err := (proto.UnmarshalOptions{Resolver: m.types}).Unmarshal(answer, message); err != nil {
		return nil, err
	}
	text, err := protojson.MarshalOptions{EmitDefaultValues: true, Resolver: m.types}.Marshal(message)
	if err != nil {
		return nil, err
	}
	return parseJSON(text)
}

// readProtoset reads a file of descriptors.
func readProtoset(file string) (*protoregistry.Files, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("protoset: %w", err)
	}
	set := &descriptorpb.FileDescriptorSet{}
	if err := proto.Unmarshal(text, set); err != nil || len(set.File) == 0 {
		return nil, fmt.Errorf("protoset: %s holds no descriptors; write it with buf build -o FILE or protoc --descriptor_set_out", file)
	}
	files, err := protodesc.NewFiles(set)
	if err != nil {
		return nil, fmt.Errorf("protoset: %s is not complete; write it with protoc --include_imports: %w", file, err)
	}
	return files, nil
}

// filesOf collects a file and all that it imports, but for what its service did not hand
// out: that is often a file of mere options.
func filesOf(file protoreflect.FileDescriptor) (*protoregistry.Files, error) {
	files := new(protoregistry.Files)
	var add func(protoreflect.FileDescriptor) error
	add = func(f protoreflect.FileDescriptor) error {
		if _, err := files.FindFileByPath(f.Path()); err == nil {
			return nil
		}
		if f.IsPlaceholder() {
			return nil
		}
		for i := range f.Imports().Len() {
			if err := add(f.Imports().Get(i).FileDescriptor); err != nil {
				return err
			}
		}
		return files.RegisterFile(f)
	}
	return files, add(file)
}
