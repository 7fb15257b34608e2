package protofiles

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/bufbuild/protocompile/ast"
)

// wrongImport is an import without a file.
type wrongImport struct {
	name    string
	at      ast.SourcePos
	folders []string
	above   string // a folder in which it would be found, or ""
}

func (w wrongImport) say(n Names) string {
	if !fs.ValidPath(w.name) {
		return fmt.Sprintf("%s: import %q is not a path below a folder; write it without \".\", \"..\" and a \"/\" in front, as seen from a folder of %s", w.at, w.name, n.Folder)
	}
	said := fmt.Sprintf("%s: import %q is not in %s; ", w.at, w.name, strings.Join(w.folders, ", "))
	if w.above != "" {
		return said + "add " + n.Folder + " " + w.above
	}
	return said + "name the folder that it starts from with " + n.Folder
}

// wrongImports says which imports have no file.
func (w *walk) wrongImports() error {
	return w.sources.badProto(func(n Names) string {
		return several(w.wrong, func(wrong wrongImport) string { return wrong.say(n) })
	})
}

// above returns a folder in which an import would be found: the importing file's own, one that
// is searched, or one above either; "" if there is none.
func (s *sources) above(name, importing string) string {
	if !fs.ValidPath(name) {
		return ""
	}
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
