// Package protofiles compiles .proto files with all that they import.
package protofiles

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bufbuild/protocompile"
	"github.com/bufbuild/protocompile/ast"
	"github.com/bufbuild/protocompile/linker"
	"github.com/bufbuild/protocompile/reporter"
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

// Names are what the caller's flags or keys are called in errors.
type Names struct{ Proto, Folder string }

// Compiled are files that were asked for, and all files: those, what they import, and what
// comes with protobuf.
type Compiled struct {
	Asked []protoreflect.FileDescriptor
	All   *protoregistry.Files
}

// Compile compiles .proto files with all that they import. Imports are looked for in the
// folders, then among the files that come with protobuf; a file that lies in none of the
// folders is a folder of its own. An error is one of the files, unless the context is done.
func Compile(ctx context.Context, names Names, protos, folders []string) (*Compiled, error) {
	s := &sources{called: names, folders: folders, roots: make(map[string]string)}
	for _, folder := range folders {
		if info, err := os.Stat(folder); err != nil {
			return nil, names.badFolder(folder, err)
		} else if !info.IsDir() {
			return nil, fmt.Errorf("%s %s is no folder", names.Folder, folder)
		}
	}
	for _, path := range protos {
		if err := s.add(path); err != nil {
			return nil, err
		}
	}
	return s.compile(ctx)
}

// CompileText compiles a source that lies in no file.
func CompileText(ctx context.Context, name, text string) (*Compiled, error) {
	s := &sources{names: []string{name}, text: map[string]string{name: text}}
	return s.compile(ctx)
}

// badFolder says why a folder cannot be one that imports start from.
func (n Names) badFolder(folder string, err error) error {
	switch {
	case strings.HasPrefix(folder, "-"):
		return fmt.Errorf("%s %s is a flag, not a folder; write the folder after %[1]s", n.Folder, folder)
	case strings.ContainsRune(folder, filepath.ListSeparator):
		return fmt.Errorf("%s %s: no such folder; of several folders each has an %[1]s of its own", n.Folder, folder)
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s %s: no such folder; name the folder that imports start from", n.Folder, folder)
	}
	return fmt.Errorf("%s: %w", n.Folder, err)
}

// sources finds .proto files.
type sources struct {
	called  Names
	folders []string
	names   []string          // of what is compiled, as an import would name it
	roots   map[string]string // where those lie
	text    map[string]string // sources that lie in no file, for what is part of the program
}

// add takes a file and finds the name by which others import it.
func (s *sources) add(path string) error {
	name, file := filepath.Base(path), path
	if _, err := os.Stat(path); err != nil {
		// As protoc does, look in the folders too.
		if file = s.find(filepath.ToSlash(path)); file == "" {
			return fmt.Errorf("%s: %w", s.called.Proto, err)
		}
		name = filepath.ToSlash(filepath.Clean(path))
	} else if relative := s.relative(path); relative != "" {
		name = relative
	} else if folder := filepath.Dir(path); !slices.Contains(s.folders, folder) {
		s.folders = append(slices.Clip(s.folders), folder)
	}
	if other, ok := s.roots[name]; ok && other != file {
		return fmt.Errorf("%s: %s and %s would both be imported as %q; name the folder above them with %s", s.called.Proto, other, file, name, s.called.Folder)
	}
	s.roots[name] = file
	s.names = append(s.names, name)
	return nil
}

// relative is the name of a file below one of the folders, or "".
func (s *sources) relative(path string) string {
	for _, folder := range s.folders {
		from, err1 := filepath.Abs(folder)
		to, err2 := filepath.Abs(path)
		if err1 != nil || err2 != nil {
			continue
		}
		if name, err := filepath.Rel(from, to); err == nil && filepath.IsLocal(name) {
			return filepath.ToSlash(name)
		}
	}
	return ""
}

// find is the file of that name in the folders, or "".
func (s *sources) find(name string) string {
	for _, folder := range s.folders {
		file := filepath.Join(folder, filepath.FromSlash(name))
		if _, err := os.Stat(file); err == nil {
			return file
		}
	}
	return ""
}

// file is where a source lies, "" where there is none.
func (s *sources) file(name string) string {
	if file := s.roots[name]; file != "" {
		return file
	}
	return s.find(name)
}

// FindFileByPath implements [protocompile.Resolver].
func (s *sources) FindFileByPath(name string) (protocompile.SearchResult, error) {
	if text, ok := s.text[name]; ok {
		return protocompile.SearchResult{Source: strings.NewReader(text)}, nil
	}
	file := s.file(name)
	if file == "" {
		return protocompile.SearchResult{}, &missingImport{name: name, folders: s.folders, called: s.called}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return protocompile.SearchResult{}, err
	}
	if err := s.check(file, text); err != nil {
		return protocompile.SearchResult{}, err
	}
	return protocompile.SearchResult{Source: bytes.NewReader(text)}, nil
}

// badFile is an error of a file that was not worth compiling.
type badFile struct{ text string }

func (e *badFile) Error() string { return e.text }

// check refuses a file that the compiler would call a syntax error without saying what
// it is.
func (s *sources) check(file string, text []byte) error {
	switch {
	case bytes.HasPrefix(text, []byte("\xff\xfe")), bytes.HasPrefix(text, []byte("\xfe\xff")),
		len(text) > 1 && (text[0] == 0) != (text[1] == 0):
		return &badFile{file + " is UTF-16; save it as UTF-8"}
	case bytes.HasPrefix(text, []byte("\x1f\x8b")):
		return &badFile{file + " is compressed with gzip; unpack it first"}
	case bytes.IndexByte(text, 0) >= 0:
		return &badFile{file + " is binary; " + s.called.Proto + " takes the source text of a .proto file"}
	}
	return nil
}

// above is a folder from which an import would be found: the importing file's own, one that
// is searched, or one above either; "" where there is none.
func (s *sources) above(name, importing string) string {
	const levels = 10
	for _, folder := range append([]string{importing}, s.folders...) {
		for range levels {
			if _, err := os.Stat(filepath.Join(folder, filepath.FromSlash(name))); err == nil {
				return folder
			}
			folder = filepath.Join(folder, "..")
		}
	}
	return ""
}

// missingImport is an import that is in no folder, but maybe in one above.
type missingImport struct {
	name    string
	folders []string
	above   string
	called  Names
	at      ast.SourcePos
}

func (e *missingImport) Error() string {
	said := fmt.Sprintf("import %q is not in %s; ", e.name, strings.Join(e.folders, ", "))
	if e.above != "" {
		return said + "add " + e.called.Folder + " " + e.above
	}
	return said + "name the folder that it starts from with " + e.called.Folder
}

func (s *sources) compile(ctx context.Context) (*Compiled, error) {
	compiler := protocompile.Compiler{Resolver: protocompile.WithStandardImports(s)}
	compiled, err := compiler.Compile(ctx, s.names...)
	if err != nil {
		return nil, s.explain(ctx, err)
	}
	files, err := register(compiled)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.called.Proto, err)
	}
	asked := make([]protoreflect.FileDescriptor, len(compiled))
	for i, file := range compiled {
		asked[i] = file
	}
	return &Compiled{asked, files}, nil
}

// explain says where in the caller's own files an error is: the compiler names a file as an
// import would.
func (s *sources) explain(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if bad, ok := errors.AsType[*badFile](err); ok {
		return bad
	}
	met := s.imports()
	if err := met.newEdition(); err != nil {
		return err
	}
	if _, ok := errors.AsType[*missingImport](err); ok && len(met.missing) > 0 {
		return met.missingImports()
	}
	if strings.Contains(err.Error(), "already defined") {
		if err := met.twice(); err != nil {
			return err
		}
	}
	at, ok := errors.AsType[reporter.ErrorWithPos](err)
	if !ok {
		if path, ok := errors.AsType[*fs.PathError](err); ok {
			err = path
		}
		return fmt.Errorf("%s: %w", s.called.Proto, err)
	}
	position := at.GetPosition()
	if file := s.file(position.Filename); file != "" {
		position.Filename = file
	}
	return fmt.Errorf("%s: %w", position, at.Unwrap())
}

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
// any import. What is declared already under such a name comes first.
func AddStandard(files *protoregistry.Files) {
	protoregistry.GlobalFiles.RangeFilesByPackage(standardPackage, func(file protoreflect.FileDescriptor) bool {
		if _, err := files.FindFileByPath(file.Path()); err != nil {
			_ = files.RegisterFile(file)
		}
		return true
	})
}

// standardPackage is that of the files that come with protobuf.
const standardPackage = "google.protobuf"

// standard says whether an import is a file that comes with protobuf.
func standard(name string) bool {
	_, err := protocompile.WithStandardImports(protocompile.ResolverFunc(func(string) (protocompile.SearchResult, error) {
		return protocompile.SearchResult{}, fs.ErrNotExist
	})).FindFileByPath(name)
	return err == nil
}
