package descriptors

import (
	"context"
	"fmt"

	"github.com/wiretax/wiretax/bench/protofiles"
)

// CompileProto compiles .proto files, whose imports start from the folders. Its errors begin
// with the key, "proto: …".
func CompileProto(ctx context.Context, protos, folders []string) (*Set, error) {
	compiled, err := protofiles.Compile(ctx, protofiles.Names{Proto: "proto", Folder: "proto_path"}, protos, folders)
	if err != nil {
		return nil, fmt.Errorf("proto: %w", err)
	}
	const remedy = "add the file that declares it"
	return &Set{Files: compiled.All, source: "proto " + protos[0], remedy: remedy, remedyAny: remedy}, nil
}
