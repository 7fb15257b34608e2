// Package protofiles compiles .proto files with all that they import.
package protofiles

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/bufbuild/protocompile"
	"github.com/bufbuild/protocompile/reporter"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
)

// Compiled are files that were asked for, and all files: those, what they import, and what
// comes with protobuf.
type Compiled struct {
	Asked []protoreflect.FileDescriptor
	All   *protoregistry.Files
}

// Compile compiles .proto files with all that they import. Imports are looked for in the
// folders, then among the files that come with protobuf; a file outside of all folders is found
// by its own folder. An error is an [Error], unless the context is done: then it is the
// context's, and comes at once.
func Compile(ctx context.Context, names Names, protos, folders []string) (*Compiled, error) {
	s := &sources{called: names, folders: folders, roots: make(map[string]string)}
	for _, folder := range folders {
		if err := s.checkFolder(folder); err != nil {
			return nil, err
		}
	}
	for _, path := range protos {
		if err := s.add(path); err != nil {
			return nil, err
		}
	}
	return s.compile(ctx)
}

// CompileText compiles a source that is not in a file.
func CompileText(ctx context.Context, name, text string) (*Compiled, error) {
	s := &sources{names: []string{name}, text: map[string]string{name: text}}
	return s.compile(ctx)
}

// checkFolder rejects a folder from which imports cannot start.
func (s *sources) checkFolder(folder string) error {
	info, err := os.Stat(folder)
	switch {
	case err == nil && info.IsDir():
		return nil
	case err == nil:
		return s.badFolder(func(Names) string { return folder + " is not a folder" })
	case strings.HasPrefix(folder, "-"):
		return s.badFolder(func(n Names) string {
			return folder + " is a flag, not a folder; write the folder after " + n.Folder
		})
	case strings.ContainsRune(folder, filepath.ListSeparator):
		return s.badFolder(func(n Names) string {
			return folder + ": no such folder; write " + n.Folder + " once for each of several folders"
		})
	case errors.Is(err, fs.ErrNotExist):
		return s.badFolder(func(Names) string { return folder + ": no such folder; name the folder that imports start from" })
	}
	return s.badFolder(func(Names) string { return fmt.Sprintf("%s: %v", folder, reason(err)) })
}

func (s *sources) compile(ctx context.Context) (*Compiled, error) {
	var unknown []reporter.ErrorWithPos
	compiler := protocompile.Compiler{
		Resolver: protocompile.WithStandardImports(s),
		Reporter: reporter.NewReporter(func(err reporter.ErrorWithPos) error { // one call at a time
			if !unknownType.MatchString(err.Error()) {
				return err
			}
			unknown = append(unknown, err)
			return nil // the next error counts
		}, nil),
	}
	compiled, err := compiler.Compile(ctx, s.names...)
	if errors.Is(err, reporter.ErrInvalidSource) && len(unknown) > 0 {
		return nil, s.unknownTypes(unknown)
	}
	if err != nil {
		return nil, s.explain(ctx, err)
	}
	files, err := register(compiled)
	if err != nil {
		return nil, s.badProto(func(Names) string { return err.Error() })
	}
	asked := make([]protoreflect.FileDescriptor, len(compiled))
	for i, file := range compiled {
		asked[i] = file
	}
	return &Compiled{asked, files}, nil
}
