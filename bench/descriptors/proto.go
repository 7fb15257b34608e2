package descriptors

import (
	"context"

	"github.com/wiretax/wiretax/bench/protofiles"
)

// CompileProto compiles .proto files, whose imports start from the folders. Its errors begin
// with the key, "proto: …" or "proto_path: …".
func CompileProto(ctx context.Context, protos, folders []string) (*Set, error) {
	compiled, err := protofiles.Compile(ctx, protofiles.Names{Proto: "proto", Folder: "proto_path"}, protos, folders)
	if err != nil {
		return nil, err
	}
	const remedy = "add the file that declares it"
	return &Set{Files: compiled.All, source: protos[0], remedy: remedy, remedyAny: remedy}, nil
}
