package protofiles

import (
	"io/fs"

	"github.com/bufbuild/protocompile"
	"github.com/bufbuild/protocompile/linker"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	_ "google.golang.org/protobuf/types/descriptorpb" // what comes with protobuf, see register
	_ "google.golang.org/protobuf/types/known/anypb"
	_ "google.golang.org/protobuf/types/known/apipb"
	_ "google.golang.org/protobuf/types/known/durationpb"
	_ "google.golang.org/protobuf/types/known/emptypb"
	_ "google.golang.org/protobuf/types/known/fieldmaskpb"
	_ "google.golang.org/protobuf/types/known/sourcecontextpb"
	_ "google.golang.org/protobuf/types/known/structpb"
	_ "google.golang.org/protobuf/types/known/timestamppb"
	_ "google.golang.org/protobuf/types/known/typepb"
	_ "google.golang.org/protobuf/types/known/wrapperspb"
)

// register gathers files with all that they import, and the files that come with protobuf:
// an Any may hold their messages without any import.
func register(compiled linker.Files) (*protoregistry.Files, error) {
	files := new(protoregistry.Files)
	var add func(protoreflect.FileDescriptor) error
	add = func(file protoreflect.FileDescriptor) error {
		if _, err := files.FindFileByPath(file.Path()); err == nil {
			return nil
		}
		imports := file.Imports()
		for i := range imports.Len() {
			if err := add(imports.Get(i).FileDescriptor); err != nil {
				return err
			}
		}
		return files.RegisterFile(file)
	}
	for _, file := range compiled {
		if err := add(file); err != nil {
			return nil, err
		}
	}
	AddStandard(files)
	return files, nil
}

// AddStandard adds the files that come with protobuf: an Any may hold their messages without
// any import. A file that is already there under such a name takes
// precedence.
func AddStandard(files *protoregistry.Files) {
	protoregistry.GlobalFiles.RangeFilesByPackage(standardPackage, func(file protoreflect.FileDescriptor) bool {
		if _, err := files.FindFileByPath(file.Path()); err != nil {
			_ = files.RegisterFile(file)
		}
		return true
	})
}

// standardPackage is the package of the files that come with protobuf.
const standardPackage = "google.protobuf"

// standard reports whether an import is a file that comes with protobuf.
func standard(name string) bool {
	_, err := protocompile.WithStandardImports(protocompile.ResolverFunc(func(string) (protocompile.SearchResult, error) {
		return protocompile.SearchResult{}, fs.ErrNotExist
	})).FindFileByPath(name)
	return err == nil
}
