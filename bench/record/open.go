package record

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Run is a run folder read back.
type Run struct {
	Dir      string
	Manifest Manifest
	// Trials stand in the order in which they ended.
	Trials []Trial
	// Cut is the number of the last line of the trials, where that was cut off and left out.
	// 0: it was not.
	Cut int
}

// Open reads a run folder. A last line that was cut off, by a crash or a full disk, is left
// out, and the run is incomplete then, whatever its manifest says; so it is where trials that
// the manifest counts are missing. Any other damage is an error that names the file and the
// line.
func Open(dir string) (*Run, error) {
	text, err := os.ReadFile(filepath.Join(dir, manifestFile))
	if err != nil {
		return nil, fmt.Errorf("open run folder %s: %w", dir, whyNoRun(dir, err))
	}
	run := &Run{Dir: dir}
	if run.Manifest, err = parseManifest(text); err != nil {
		return nil, fmt.Errorf("read %s:%w", filepath.Join(dir, manifestFile), err)
	}
	file, err := os.Open(filepath.Join(dir, trialsFile))
	if err != nil {
		return nil, fmt.Errorf("open run folder: %w", err)
	}
	defer file.Close()
	if run.Trials, run.Cut, err = readTrials(file); err != nil {
		return nil, fmt.Errorf("read %s:%w", file.Name(), err)
	}
	run.notComplete()
	return run, nil
}

// PlanFile is the name of the file in Dir that holds the plan; empty where there is none.
func (r *Run) PlanFile() string {
	if r.Dir == "" {
		return ""
	}
	if info, err := os.Stat(filepath.Join(r.Dir, planFile)); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	return planFile
}

// whyNoRun says why a folder has no manifest that can be read, and what to name.
func whyNoRun(dir string, err error) error {
	const remedy = "name a folder that wiretax run wrote"
	if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR) {
		return Reason(err)
	}
	switch info, err := os.Stat(dir); {
	case dir == "":
		return errors.New("the name is empty; " + remedy)
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("there is no such folder; " + remedy)
	case err != nil:
		return fmt.Errorf("%w; %s", Reason(err), remedy)
	case !info.IsDir():
		return fmt.Errorf("it is a file; %s", remedy)
	}
	// A pattern's own characters in dir at worst find nothing.
	if inside, _ := filepath.Glob(filepath.Join(dir, "*", manifestFile)); len(inside) > 0 {
		return fmt.Errorf("it has no %s, but holds run folders; name them, such as %s", manifestFile, filepath.Dir(inside[len(inside)-1]))
	}
	return fmt.Errorf("it has no %s; %s", manifestFile, remedy)
}

// notComplete corrects a manifest by which the run is complete where trials are missing.
func (r *Run) notComplete() {
	m := &r.Manifest
	switch {
	case !m.Complete:
	case r.Cut > 0:
		m.Complete, m.Stopped = false, fmt.Sprintf("line %d of %s is cut off, and its trial is left out", r.Cut, trialsFile)
	case len(r.Trials) < m.Trials:
		m.Complete, m.Stopped = false, fmt.Sprintf("%s holds %d of the %d trials that were recorded", trialsFile, len(r.Trials), m.Trials)
	}
}

// parseManifest begins its errors with the number of the line.
func parseManifest(text []byte) (m Manifest, err error) {
	if err := json.Unmarshal(text, &m); err != nil {
		return m, fmt.Errorf("%d: %s", lineOf(err, text), jsonFault(err))
	}
	if m.Run == "" {
		return m, errors.New("1: the manifest does not name its run")
	}
	return m, nil
}

// lineOf is the number of the line at which decoding stopped.
func lineOf(err error, text []byte) int {
	var offset int64
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		offset = syntax.Offset
	} else if typ, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		offset = typ.Offset
	}
	return 1 + bytes.Count(text[:offset], []byte("\n"))
}

// jsonFault says what is wrong with JSON without the names of Go's types.
func jsonFault(err error) string {
	if typ, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		if typ.Field == "" {
			return fmt.Sprintf("an object belongs here, not %s", typ.Value)
		}
		return fmt.Sprintf("%s: a %s does not fit", typ.Field, typ.Value)
	}
	return err.Error()
}

// readTrials begins its errors with the number of the line. cut is that of a last line
// without an end.
func readTrials(from io.Reader) (trials []Trial, cut int, err error) {
	lines := bufio.NewReader(from)
	for number := 1; ; number++ {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			if len(line) > 0 {
				cut = number
			}
			return trials, cut, nil
		}
		if err != nil {
			return nil, 0, fmt.Errorf("%d: %w", number, err)
		}
		var t Trial
		if err := json.Unmarshal(line, &t); err != nil {
			return nil, 0, fmt.Errorf("%d: %s", number, jsonFault(err))
		}
		if t.ID == "" {
			return nil, 0, fmt.Errorf("%d: the trial has no id", number)
		}
		t.LeaveOutLostCPU() // older runs kept it
		trials = append(trials, t)
	}
}

// Histogram reads the histogram of a trial with the given tag, merged over its intervals.
// Trials of outside generators have none: it is nil then.
func (r *Run) Histogram(trial, tag string) (*hdrhistogram.Histogram, error) {
	return readHistogram(filepath.Join(r.Dir, histogramsDir, trial+".hlog"), tag)
}
