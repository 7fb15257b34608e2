package protofiles

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/bufbuild/protocompile/ast"
	"github.com/bufbuild/protocompile/parser"
	"github.com/bufbuild/protocompile/reporter"
)

// mostSources is how many files a walk along imports reads.
const mostSources = 10_000

// source is a .proto file that was met on a walk along imports.
type source struct {
	name string // as an import says it
	file string // where it lies
	hash [sha256.Size]byte
	// edition is the edition that it declares, or "".
	edition string
}

// walk is what a walk along the imports of the caller's files met. The compiler ends at its
// first error; a walk goes on, so that everything of a kind can be named at once.
type walk struct {
	sources *sources
	files   []source
	missing []missingImport
	seen    map[string]bool
}

// imports walks from the caller's files along all imports.
func (s *sources) imports() *walk {
	w := &walk{sources: s, seen: make(map[string]bool)}
	for _, name := range s.names {
		w.visit(name, s.file(name))
	}
	return w
}

// visit reads a file and what it imports. What cannot be read is passed over: the compiler
// has said so.
func (w *walk) visit(name, file string) {
	if w.seen[name] || len(w.files) == mostSources {
		return
	}
	w.seen[name] = true
	text, err := os.ReadFile(file)
	if err != nil {
		return
	}
	goOn := reporter.NewHandler(reporter.NewReporter(func(reporter.ErrorWithPos) error { return nil }, nil))
	parsed, _ := parser.Parse(file, bytes.NewReader(text), goOn) // of a file with errors, what could be read
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
			w.follow(of, node.Name.AsString(), parsed.NodeInfo(node.Name).Start())
		}
	}
}

// follow goes along one import.
func (w *walk) follow(from source, name string, at ast.SourcePos) {
	if file := w.sources.file(name); file != "" {
		w.visit(name, file)
		return
	}
	if w.seen[name] || standard(name) {
		return
	}
	folder := w.sources.above(name, filepath.Dir(from.file))
	w.missing = append(w.missing, missingImport{name, w.sources.folders, folder, w.sources.called, at})
	if folder == "" {
		w.seen[name] = true
		return
	}
	// What the missing file lacks in its turn is named in the same run.
	w.visit(name, filepath.Join(folder, filepath.FromSlash(name)))
}

// mostMissing is how many missing imports one error names.
const mostMissing = 10

// missingImports says which imports are missing.
func (w *walk) missingImports() error {
	var said []string
	for _, m := range w.missing[:min(len(w.missing), mostMissing)] {
		said = append(said, fmt.Sprintf("%s: %s", m.at, m.Error()))
	}
	if more := len(w.missing) - mostMissing; more > 0 {
		said = append(said, fmt.Sprintf("and %d more", more))
	}
	return errors.New(strings.Join(said, "; "))
}

// twice explains a name that is defined twice where one file is read under two names, and is
// nil otherwise. Copies of a file are that file too.
func (w *walk) twice() error {
	for i, a := range w.files {
		for _, b := range w.files[:i] {
			if a.hash != b.hash || a.name == b.name {
				continue
			}
			where := b.file
			if filepath.Clean(a.file) != filepath.Clean(b.file) {
				where += " and " + a.file + " are the same file and are"
			} else {
				where += " is"
			}
			return fmt.Errorf("%s: %s imported under two names, %q and %q; %s",
				w.sources.called.Proto, where, b.name, a.name, w.oneName(a, b))
		}
	}
	return nil
}

// oneName is the remedy for one file under two names.
func (w *walk) oneName(a, b source) string {
	longer := a
	if len(b.name) > len(a.name) {
		longer = b
	}
	folder, ok := strings.CutSuffix(filepath.ToSlash(filepath.Clean(longer.file)), longer.name)
	if !ok {
		return "import it by one of them everywhere"
	}
	return fmt.Sprintf("import it as %q everywhere, and put %s %s before any other %[2]s", longer.name, w.sources.called.Folder, filepath.Clean(folder))
}

// newestEdition is the newest edition that the compiler reads.
const newestEdition = "2023"

// newEdition explains an error in a file of an edition that the compiler does not read, or
// is nil.
func (w *walk) newEdition() error {
	for _, f := range w.files {
		if f.edition > newestEdition {
			return fmt.Errorf("%s is of edition %.20s, and %s is the newest that wiretax reads; declare edition = %q without what is newer",
				f.file, f.edition, newestEdition, newestEdition)
		}
	}
	return nil
}
