package descriptors

import (
	"fmt"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/descriptorpb"

	"github.com/wiretax/wiretax/bench/protofiles"
)

// ReadProtoset reads a file of descriptors. Its errors begin with the key, "protoset: …".
func ReadProtoset(name string) (*Set, error) {
	text, err := protofiles.ReadFile(name, mostFileBytes)
	if err != nil {
		return nil, fmt.Errorf("protoset: %w", err)
	}
	set := &descriptorpb.FileDescriptorSet{}
	if err := proto.Unmarshal(text, set); err != nil || len(set.File) == 0 {
		return nil, fmt.Errorf("protoset: %s holds no descriptors; write it with buf build -o FILE or protoc --descriptor_set_out", name)
	}
	raw := make(map[string]*descriptorpb.FileDescriptorProto, len(set.File))
	for _, f := range set.File {
		raw[f.GetName()] = f
	}
	files, err := link(raw)
	if err != nil {
		return nil, fmt.Errorf("protoset: %s: %w", name, err)
	}
	return &Set{
		Files: files, source: name,
		remedy: "write it with protoc --include_imports", remedyAny: "add the file that declares it",
	}, nil
}
