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
		if err := replace(filepath.Join(dir, filepath.FromSlash(name)), r.Files[name]); err != nil {
			return fmt.Errorf("write report: %w", err)
		}
	}
	if err := replace(filepath.Join(dir, resultsFile), r.Markdown); err != nil {
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
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("write report: %w; move it away first", err)
	}
	// Only a try tells: root may write where the mode says otherwise, and a file system
	// may be mounted for reading.
	try, err := os.CreateTemp(dir, "."+resultsFile+".*")
	if err != nil {
		return fmt.Errorf("write report: %w; go to a folder that can be written", err)
	}
	return errors.Join(try.Close(), os.Remove(try.Name()))
}

// replace writes a file beside its place and renames it.
func replace(path string, content []byte) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	next, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(next.Name()))
		}
	}()
	_, err = next.Write(content)
	if err := errors.Join(err, next.Chmod(0o644), next.Close()); err != nil {
		return err
	}
	return os.Rename(next.Name(), path)
}
