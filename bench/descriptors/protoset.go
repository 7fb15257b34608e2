package descriptors

import (
	"fmt"
	"io"
	"os"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/descriptorpb"
)

// ReadProtoset reads a file of descriptors. Its errors begin with the key, "protoset: …".
func ReadProtoset(name string) (*Set, error) {
	text, err := readBounded(name)
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
		Files: files, source: "protoset " + name,
		remedy: "write it with protoc --include_imports", remedyAny: "add the file that declares it",
	}, nil
}

// readBounded reads a file of a limited size; what is no regular file might never end.
func readBounded(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	switch info, err := file.Stat(); {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a regular file; name one", name)
	}
	text, err := io.ReadAll(io.LimitReader(file, mostFileBytes+1))
	if len(text) > mostFileBytes {
		return nil, fmt.Errorf("%s is larger than %d MiB; leave out what the service does not use", name, mostFileBytes>>20)
	}
	return text, err
}
