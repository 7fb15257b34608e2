package report

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/wiretax/wiretax/bench/record"
)

const resultsFile = "RESULTS.md"

// Write puts RESULTS.md and its files into dir, which must exist, each in one step and
// RESULTS.md last, so that a picture it names is always there. It removes nothing: pictures
// of other plans, which README may show, stay. A RESULTS.md that no report made is not
// overwritten: that is an error.
func (r *Report) Write(dir string) error {
	if err := CanWrite(dir); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(r.Files)) {
		if err := record.Replace(filepath.Join(dir, filepath.FromSlash(name)), r.Files[name]); err != nil {
			return fmt.Errorf("write report: %w", err)
		}
	}
	if err := record.Replace(filepath.Join(dir, resultsFile), r.Markdown); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// CanWrite says whether a report can be written into dir, so that a run finds out before
// it begins: dir can be written, and a RESULTS.md in it was made by a report.
func CanWrite(dir string) error {
	target := filepath.Join(dir, resultsFile)
	old, err := os.ReadFile(target)
	switch {
	case err == nil && !bytes.HasPrefix(old, []byte(marker)):
		return fmt.Errorf("write report: %s was not made by wiretax report; move it away first", target)
	case err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR):
		return fmt.Errorf("write report: %w; move it away first", err)
	}
	if err := record.CanWrite(dir); err != nil {
		return fmt.Errorf("write report into %s: %w; name a folder that can be written", dir, err)
	}
	return nil
}
