package report

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
)

const resultsFile = "RESULTS.md"

// Write puts RESULTS.md and its files into dir, which must exist, each in one step and
// RESULTS.md last, so that a picture it names is always there. It removes nothing: pictures
// of other plans, which README may show, stay. A RESULTS.md that no report made is not
// overwritten: that is an error. One that reported other runs is replaced.
//
// It returns what it did, in lines for people: what was written, and which runs the RESULTS.md
// before it reported that this one does not.
func (r *Report) Write(dir string) (did []string, err error) {
	earlier, err := checkWrite(dir)
	if err != nil {
		return nil, err
	}
	pictures := 0
	for _, name := range slices.Sorted(maps.Keys(r.Files)) {
		if err := record.Replace(filepath.Join(dir, filepath.FromSlash(name)), r.Files[name]); err != nil {
			return nil, fmt.Errorf("write report: %w", err)
		}
		if strings.HasSuffix(name, page.PictureExt) {
			pictures++
		}
	}
	target := filepath.Join(dir, resultsFile)
	if err := record.Replace(target, r.Markdown); err != nil {
		return nil, fmt.Errorf("write report: %w", err)
	}
	did = append(did, fmt.Sprintf("wrote %s, and %s in %s", target, page.Count(pictures, "picture"), filepath.Join(dir, filepath.FromSlash(resultsDir))))
	if runs := r.replaced(earlier); runs != "" {
		did = append(did, fmt.Sprintf("replaced %s, which reported %s", target, runs))
	}
	return did, nil
}

// CanWrite says whether a report can be written into dir, so that a run finds out before
// it begins: dir can be written, and a RESULTS.md in it was made by a report.
func CanWrite(dir string) error {
	_, err := checkWrite(dir)
	return err
}

// checkWrite returns the RESULTS.md that a report in dir replaces; nil where there is none.
func checkWrite(dir string) (earlier []byte, err error) {
	target := filepath.Join(dir, resultsFile)
	earlier, err = readEarlier(target)
	switch {
	case earlier != nil && err == nil && !bytes.HasPrefix(earlier, []byte(marker)):
		return nil, fmt.Errorf("write report: %s was not made by wiretax report; move it away first", target)
	case err != nil && !errors.Is(err, syscall.ENOTDIR):
		return nil, fmt.Errorf("write report: %w; move it away first", err)
	}
	if err := record.CanWrite(dir); err != nil {
		return nil, fmt.Errorf("write report into %s: %w; name a folder that can be written", dir, err)
	}
	return earlier, nil
}
