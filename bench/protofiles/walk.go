package protofiles

import (
	"bytes"
	"context"
	"crypto/sha256"
	"path/filepath"

	"github.com/bufbuild/protocompile/ast"
	"github.com/bufbuild/protocompile/parser"
	"github.com/bufbuild/protocompile/reporter"
)

// mostSources is how many files a walk along imports reads.
const mostSources = 10_000

// source is a .proto file that a walk along imports found.
type source struct {
	name string // as an import says it
	file string // its path
	hash [sha256.Size]byte
	// edition is the edition that it declares, or "".
	edition string
}

// walk is what a walk along the imports of the caller's files found. The compiler stops at its
// first error. A walk goes on, so that all errors of a kind can be named at once.
type walk struct {
	sources *sources
	files   []source
	wrong   []wrongImport
	seen    map[string]bool
}

// imports walks from the caller's files along all imports, until the context is done.
func (s *sources) imports(ctx context.Context) *walk {
	s.bytes.Store(0)
	w := &walk{sources: s, seen: make(map[string]bool)}
	for _, name := range s.names {
		w.visit(ctx, name, s.file(name))
	}
	return w
}

// visit reads a file and its imports. It skips a file that cannot be read, which the compiler has
// reported.
func (w *walk) visit(ctx context.Context, name, file string) {
	if ctx.Err() != nil || w.seen[name] || len(w.files) == mostSources {
		return
	}
	w.seen[name] = true
	text, err := w.sources.read(file)
	if err != nil {
		return
	}
	goOn := reporter.NewHandler(reporter.NewReporter(func(reporter.ErrorWithPos) error { return nil }, nil))
	parsed, _ := parser.Parse(file, bytes.NewReader(text), goOn) // of a file with errors, the part that could be read
	if parsed == nil {
		return
	}
	of := source{name: name, file: file, hash: sha256.Sum256(text)}
	if parsed.Edition != nil {
		of.edition = parsed.Edition.Edition.AsString()
	}
	w.files = append(w.files, of)
	for _, declared := range parsed.Decls {
		if node, ok := declared.(*ast.ImportNode); ok && node.Name != nil {
			w.follow(ctx, of, node.Name.AsString(), parsed.NodeInfo(node.Name).Start())
		}
	}
}

// follow follows one import.
func (w *walk) follow(ctx context.Context, from source, name string, at ast.SourcePos) {
	if file := w.sources.file(name); file != "" {
		w.visit(ctx, name, file)
		return
	}
	if w.seen[name] || standard(name) {
		return
	}
	folder := w.sources.above(name, filepath.Dir(from.file))
	w.wrong = append(w.wrong, wrongImport{name, at, w.sources.folders, folder})
	if folder == "" {
		w.seen[name] = true
		return
	}
	// The imports that the missing file itself lacks are named in the same run.
	w.visit(ctx, name, filepath.Join(folder, filepath.FromSlash(name)))
}
