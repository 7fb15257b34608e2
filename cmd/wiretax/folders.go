package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report"
)

// newFolders are folders that a command has made for its output, the innermost first.
type newFolders []string

// makeFolders makes the folders of --out and of --dir, which gets a report, unless the flag is
// empty. A folder that cannot be written is bad input, which is reported before anything is
// measured. The caller defers removeEmpty.
func makeFolders(out, dir string) (made newFolders, err error) {
	for _, folder := range []struct{ flag, dir string }{{"--out", out}, {"--dir", dir}} {
		if folder.dir == "" {
			continue
		}
		if err := made.make(folder.flag, folder.dir); err != nil {
			made.removeEmpty()
			return nil, badInput{err}
		}
	}
	if dir != "" {
		if err := report.CanWrite(dir); err != nil {
			made.removeEmpty()
			return nil, badInput{err}
		}
	}
	return made, nil
}

// make makes a folder with those above it, and tries to write into it.
func (n *newFolders) make(flag, dir string) error {
	*n = slices.Concat(missingFolders(dir), *n)
	err := os.MkdirAll(dir, 0o755)
	if err == nil {
		err = record.CanWrite(dir)
	}
	if err != nil {
		return fmt.Errorf("%s %s: %w; name a folder that can be written", flag, dir, record.Reason(err))
	}
	return nil
}

// missingFolders returns the folders of a path that do not exist, the innermost first.
func missingFolders(dir string) (missing []string) {
	for {
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
			return missing
		}
		missing, dir = append(missing, dir), filepath.Dir(dir)
	}
}

// removeEmpty removes the folders that nothing was written into.
func (n newFolders) removeEmpty() {
	for _, dir := range n {
		os.Remove(dir) // which refuses a folder that is not empty
	}
}
