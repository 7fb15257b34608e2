package size

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"

	"github.com/wiretax/wiretax/bench/descriptors"
	"github.com/wiretax/wiretax/bench/protofiles"
	"github.com/wiretax/wiretax/bench/transcode"
	"github.com/wiretax/wiretax/terminal"
)

// InputError is an error in the caller's input: a .proto file, a document, a name. Its text is
// one line.
type InputError struct{ Err error }

func (e *InputError) Error() string { return e.Err.Error() }

// Unwrap returns the underlying error.
func (e *InputError) Unwrap() error { return e.Err }

func badInput(format string, args ...any) error {
	return &InputError{fmt.Errorf(format, args...)}
}

// Compile compiles .proto files as [protofiles.Compile] does and returns the schema of the
// message of that full name. Errors are [InputError].
func Compile(ctx context.Context, protos, folders []string, message string) (*transcode.Schema, error) {
	compiled, err := protofiles.Compile(ctx, protofiles.Names{Proto: "--proto", Folder: "-I"}, protos, folders)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, badInput("%s", terminal.Line(err.Error()))
	}
	return schemaIn(compiled, message)
}

// Protoset reads a file of descriptors and returns the schema of the message of that full
// name. Errors are [InputError].
func Protoset(file, message string) (*transcode.Schema, error) {
	set, err := descriptors.ReadProtoset(file)
	if err != nil {
		return nil, badInput("--%s", terminal.Line(err.Error()))
	}
	protofiles.AddStandard(set.Files)
	own := &protofiles.Compiled{All: set.Files}
	set.Files.RangeFiles(func(file protoreflect.FileDescriptor) bool {
		if file.Package() != transcode.WellKnownPackage {
			own.Asked = append(own.Asked, file)
		}
		return true
	})
	slices.SortFunc(own.Asked, func(a, b protoreflect.FileDescriptor) int { return strings.Compare(a.Path(), b.Path()) })
	schema, err := schemaIn(own, message)
	if err != nil {
		return nil, err
	}
	if err := set.Needs(schema.Message.ParentFile(), schema.Message); err != nil {
		return nil, badInput("--protoset: %s", terminal.Line(err.Error()))
	}
	return schema, nil
}

// schemaIn returns the schema of the message of that full name.
func schemaIn(compiled *protofiles.Compiled, message string) (*transcode.Schema, error) {
	found, err := compiled.All.FindDescriptorByName(protoreflect.FullName(message))
	md, ok := found.(protoreflect.MessageDescriptor)
	if err != nil || !ok || md.IsMapEntry() {
		return nil, noMessage(message, compiled.Asked, compiled.All)
	}
	return &transcode.Schema{Message: md, Types: dynamicpb.NewTypes(compiled.All), Discard: "--discard-unknown"}, nil
}
