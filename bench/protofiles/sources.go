package protofiles

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/bufbuild/protocompile"
)

// Limits of what is compiled.
const (
	mostFileBytes = 4 << 20  // of one file; the compiler takes 250 bytes of memory for each
	mostBytes     = 16 << 20 // of all files together
)

// sources finds .proto files.
type sources struct {
	called  Names
	folders []string
	names   []string          // the compiled files, as an import would name them
	roots   map[string]string // their paths
	text    map[string]string // sources that are part of the program, not files
	bytes   atomic.Int64      // read so far
}

// add adds a file and finds the name by which others import it.
func (s *sources) add(path string) error {
	name, file := filepath.Base(path), path
	if _, err := os.Stat(path); err != nil {
		// Like protoc, look in the folders too.
		name = filepath.ToSlash(filepath.Clean(path))
		if file = s.find(name); file == "" {
			return s.badProto(func(Names) string { return fmt.Sprintf("%s: %v", path, reason(err)) })
		}
	} else if relative := s.relative(path); relative != "" {
		name = relative
	} else if folder := filepath.Dir(path); !slices.Contains(s.folders, folder) {
		s.folders = append(slices.Clip(s.folders), folder)
	}
	if other, ok := s.roots[name]; ok && other != file {
		return s.badProto(func(n Names) string {
			return fmt.Sprintf("%s and %s would both be imported as %q; name the folder above them with %s", other, file, name, n.Folder)
		})
	}
	s.roots[name] = file
	s.names = append(s.names, name)
	return nil
}

// relative returns the name of a file below one of the folders, or "".
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

// find returns the file of that name in the folders, or "". A name that leads out of them is "";
// symbolic links in a folder may lead anywhere, as its owner wanted.
func (s *sources) find(name string) string {
	if !fs.ValidPath(name) {
		return ""
	}
	for _, folder := range s.folders {
		file := filepath.Join(folder, filepath.FromSlash(name))
		if _, err := os.Stat(file); err == nil {
			return file
		}
	}
	return ""
}

// file returns the path of a source, "" if there is none.
func (s *sources) file(name string) string {
	if file := s.roots[name]; file != "" {
		return file
	}
	return s.find(name)
}

// errImport ends a compilation at an import without a file. The walk along the imports finds out
// which one it is.
var errImport = errors.New("an import leads to no file")

// FindFileByPath implements [protocompile.Resolver].
func (s *sources) FindFileByPath(name string) (protocompile.SearchResult, error) {
	if text, ok := s.text[name]; ok {
		return protocompile.SearchResult{Source: strings.NewReader(text)}, nil
	}
	file := s.file(name)
	if file == "" {
		return protocompile.SearchResult{}, errImport
	}
	text, err := s.read(file)
	if err != nil {
		return protocompile.SearchResult{}, err
	}
	return protocompile.SearchResult{Source: bytes.NewReader(text)}, nil
}

// read reads a source and checks it. An error is an [Error].
func (s *sources) read(file string) ([]byte, error) {
	text, err := ReadFile(file, mostFileBytes)
	if err != nil {
		return nil, s.badProto(func(Names) string { return err.Error() })
	}
	if s.bytes.Add(int64(len(text))) > mostBytes {
		return nil, s.badProto(func(Names) string {
			return fmt.Sprintf("the files and what they import have more than %d MiB; leave out what the message or service does not use", mostBytes>>20)
		})
	}
	return text, s.check(file, text)
}

// check rejects a file for which the compiler would report a syntax error without saying what
// the file is.
func (s *sources) check(file string, text []byte) error {
	switch {
	case bytes.HasPrefix(text, []byte("\xff\xfe")), bytes.HasPrefix(text, []byte("\xfe\xff")),
		len(text) > 1 && (text[0] == 0) != (text[1] == 0):
		return s.badProto(func(Names) string { return file + " is UTF-16; save it as UTF-8" })
	case bytes.HasPrefix(text, []byte("\x1f\x8b")):
		return s.badProto(func(Names) string { return file + " is compressed with gzip; unpack it first" })
	case bytes.IndexByte(text, 0) >= 0:
		return s.badProto(func(n Names) string {
			return file + " is binary; " + n.Proto + " takes the source text of a .proto file"
		})
	case tooDeep(text):
		return s.badProto(func(Names) string {
			return fmt.Sprintf("%s nests messages or options more than %d levels deep; nest fewer", file, mostLevels)
		})
	}
	return nil
}
