package descriptors

import (
	"fmt"
	"os"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/descriptorpb"
)

// ReadProtoset reads a file of descriptors.
func ReadProtoset(file string) (*Set, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("protoset: %w", err)
	}
	set := &descriptorpb.FileDescriptorSet{}
	if err := proto.Unmarshal(text, set); err != nil || len(set.File) == 0 {
		return nil, fmt.Errorf("protoset: %s holds no descriptors; write it with buf build -o FILE or protoc --descriptor_set_out", file)
	}
	raw := make(map[string]*descriptorpb.FileDescriptorProto, len(set.File))
	for _, f := range set.File {
		raw[f.GetName()] = f
	}
	files, err := link(raw)
	if err != nil {
		return nil, fmt.Errorf("protoset: %s: %w", file, err)
	}
	return &Set{
		Files: files, source: "protoset " + file,
		remedy: "write it with protoc --include_imports", remedyAny: "add the file that declares it",
	}, nil
}
