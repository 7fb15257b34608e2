package protofiles

import (
	"fmt"
	"path/filepath"
	"strings"
)

// twice explains a name that is defined twice because one file, or a copy of it, is read under
// two names. It returns nil for other errors.
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
			return w.sources.badProto(func(n Names) string {
				return fmt.Sprintf("%s imported under two names, %q and %q; %s", where, b.name, a.name, oneName(a, b, n))
			})
		}
	}
	return nil
}

// oneName returns the remedy for one file under two names.
func oneName(a, b source, n Names) string {
	longer := a
	if len(b.name) > len(a.name) {
		longer = b
	}
	folder, ok := strings.CutSuffix(filepath.ToSlash(filepath.Clean(longer.file)), longer.name)
	if !ok {
		return "import it by one of them everywhere"
	}
	return fmt.Sprintf("import it as %q everywhere, and put %s %s before any other %[2]s", longer.name, n.Folder, filepath.Clean(folder))
}
