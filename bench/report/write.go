package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/wiretax/wiretax/bench/record"
)

const resultsFile = "RESULTS.md"

// Write puts RESULTS.md and its files into dir, which must exist, each in one step and
// RESULTS.md last, so that a picture it names is always there. Then it removes what the
// former report in dir had and this one has not, and nothing else. A RESULTS.md that no
// report made is not overwritten: that is an error.
func (r *Report) Write(dir string) error {
	if err := CanWrite(dir); err != nil {
		return err
	}
	target := filepath.Join(dir, resultsFile)
	former := formerFiles(dir)
	for _, name := range slices.Sorted(maps.Keys(r.Files)) {
		if err := record.Replace(filepath.Join(dir, filepath.FromSlash(name)), r.Files[name]); err != nil {
			return fmt.Errorf("write report: %w", err)
		}
	}
	if err := record.Replace(target, r.Markdown); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	for _, name := range former {
		if _, kept := r.Files[name]; kept {
			continue
		}
		if err := os.Remove(filepath.Join(dir, filepath.FromSlash(name))); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("write report: remove %s of the former report: %w", name, err)
		}
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

// formerFiles lists what the report now in dir says it is made of. Only names directly
// under the results folder count: the list is a file that anybody may have edited.
func formerFiles(dir string) []string {
	text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(resultsDir+figuresFile)))
	if err != nil {
		return nil
	}
	var former struct {
		Files []string `json:"files"`
	}
	if json.Unmarshal(text, &former) != nil {
		return nil
	}
	return slices.DeleteFunc(former.Files, func(name string) bool {
		file, under := strings.CutPrefix(name, resultsDir)
		return !under || file == "" || strings.ContainsAny(file, `/\`) || !filepath.IsLocal(file)
	})
}
