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
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/wiretax/wiretax/bench/documents"
)

// Run is a run folder read back.
type Run struct {
	Dir      string
	Manifest Manifest
	// Trials are in the order in which they ended.
	Trials []Trial
	// Cut is the number of the last line of the trials if it was cut off, and so left out;
	// otherwise 0.
	Cut int
}

// Open reads a run folder. A last line that was cut off, by a crash or a full disk, is left out.
// The run is then incomplete, whatever its manifest says, and also if there are fewer trials
// than the manifest counts. Any other damage is an error that names the file and the line.
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
		if errors.Is(err, fs.ErrNotExist) {
			err = fmt.Errorf("it has no %s; copy the run folder again, or name another", trialsFile)
		}
		return nil, fmt.Errorf("open run folder %s: %w", dir, Reason(err))
	}
	defer file.Close()
	if run.Trials, run.Cut, err = readTrials(file); err != nil {
		return nil, fmt.Errorf("read %s:%w", file.Name(), err)
	}
	if run.Manifest.Format < Format {
		for i := range run.Trials {
			if run.Trials[i].Operation == olderEmptyRequest {
				run.Trials[i].Operation = EmptyRequest
			}
		}
	}
	run.notComplete()
	return run, nil
}

// PlanFile returns the name of the file in Dir that holds the plan, or "" if there is none.
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
	// Special characters of patterns in dir find nothing at worst.
	if inside, _ := filepath.Glob(filepath.Join(dir, "*", manifestFile)); len(inside) > 0 {
		return fmt.Errorf("it has no %s, but holds run folders; name them, such as %s", manifestFile, filepath.Dir(inside[len(inside)-1]))
	}
	return fmt.Errorf("it has no %s; %s", manifestFile, remedy)
}

// notComplete corrects a manifest that calls a run complete although trials are missing.
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
		offset, what := faultOf(err, text)
		return m, fmt.Errorf("%d: %s", 1+bytes.Count(text[:offset], []byte("\n")), what)
	}
	switch {
	case m.Format > Format:
		return m, fmt.Errorf("1: the folder has format %d, written by wiretax %q, and this wiretax reads formats up to %d; use the other, or a newer one", m.Format, m.Build.Version, Format)
	case m.Run == "":
		return m, errors.New("1: the manifest does not name its run")
	case m.Format < Format:
		m.Arms = Arms(m.Plan)
		for i := range m.Arms {
			m.Arms[i].Judged, m.Arms[i].ByTools = nil, false // by rules that came later
		}
	}
	return m, nil
}

// faultOf says where and why a text could not be read, without Go's own terms.
func faultOf(err error, text []byte) (offset int, what string) {
	const remedy = "; copy the run folder again, or name another"
	if typ, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		if typ.Field == "" {
			return int(typ.Offset), fmt.Sprintf("an object belongs here, not %s", typ.Value)
		}
		return int(typ.Offset), fmt.Sprintf("%s: a %s does not fit", typ.Field, typ.Value)
	}
	if bad, ok := errors.AsType[*time.ParseError](err); ok {
		return 0, fmt.Sprintf("%s is not a time", bad.Value)
	}
	if offset, what = documents.Found(text); what == "" {
		return 0, err.Error()
	}
	return offset, what + remedy
}

// readTrials begins its errors with the number of the line. cut is that of a last line
// without an end.
func readTrials(from io.Reader) (trials []Trial, cut int, err error) {
	lines := bufio.NewReader(from)
	for number := 1; ; number++ {
		line, err := lines.ReadBytes('\n')
		blank := len(bytes.TrimSpace(line)) == 0 // as an editor may leave at the end
		if errors.Is(err, io.EOF) {
			if !blank {
				cut = number
			}
			return trials, cut, nil
		}
		if err != nil {
			return nil, 0, fmt.Errorf("%d: %w", number, Reason(err))
		}
		if blank {
			continue
		}
		var t Trial
		err = json.Unmarshal(line, &t)
		if err == nil {
			err = t.readOlder(line)
		}
		if err != nil {
			_, what := faultOf(err, line)
			return nil, 0, fmt.Errorf("%d: %s", number, what)
		}
		if t.ID == "" {
			return nil, 0, fmt.Errorf("%d: the trial has no id", number)
		}
		t.LeaveOutLostCPU() // older runs kept it
		trials = append(trials, t)
	}
}

// Histogram reads the histogram of a trial with the given tag, merged over its intervals. It is
// nil for trials of outside generators, which have none.
func (r *Run) Histogram(trial, tag string) (*hdrhistogram.Histogram, error) {
	return readHistogram(filepath.Join(r.Dir, histogramsDir, trial+histogramExtension), tag)
}
