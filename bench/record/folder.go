package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/wiretax/wiretax/bench/plan"
)

const (
	manifestFile  = "manifest.json"
	planFile      = "plan.yaml"
	trialsFile    = "trials.jsonl"
	histogramsDir = "histograms"

	histogramExtension  = ".hlog"
	goroutinesExtension = ".goroutines.txt"
)

// Writer appends to a run folder. It is used by one goroutine.
type Writer struct {
	dir    string
	trials *os.File
	lock   *os.File // held as long as the run goes on; nil for a part of a run
	count  int
}

// Create makes the folder dir, which must not exist yet, and writes the manifest into it.
func Create(dir string, m Manifest) (*Writer, error) {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return nil, fmt.Errorf("create run folder: %w", err)
	}
	w, err := CreatePart(dir)
	if err != nil {
		return nil, err
	}
	if w.lock, err = lockFolder(dir); err == nil {
		err = errors.Join(writePlan(dir, m), w.WriteManifest(m))
	}
	if err != nil {
		w.close()
		return nil, err
	}
	return w, nil
}

// CreatePart makes the folder dir for a part of a run: trials and their histograms, which the writer of
// the run's folder takes over.
func CreatePart(dir string) (*Writer, error) {
	if err := os.Mkdir(dir, 0o755); err != nil {
		return nil, fmt.Errorf("create run folder: %w", err)
	}
	if err := os.Mkdir(filepath.Join(dir, histogramsDir), 0o755); err != nil {
		return nil, fmt.Errorf("create run folder: %w", err)
	}
	trials, err := os.OpenFile(filepath.Join(dir, trialsFile), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return nil, fmt.Errorf("create run folder: %w", err)
	}
	return &Writer{dir: dir, trials: trials}, nil
}

// ClosePart closes a part of a run.
func (w *Writer) ClosePart() error { return w.trials.Close() }

// ReadPart returns the trials of a part of a run.
func ReadPart(dir string) ([]Trial, error) {
	file, err := os.Open(filepath.Join(dir, trialsFile))
	if err != nil {
		return nil, fmt.Errorf("read part of a run: %w", err)
	}
	defer file.Close()
	trials, _, err := readTrials(file)
	if err != nil {
		return nil, fmt.Errorf("read part of a run: %w", err)
	}
	return trials, nil
}

// Take adds a trial whose histograms and goroutines, if it has any, are those of a part of the run, from which they
// are moved.
func (w *Writer) Take(part string, t Trial) error {
	if err := w.takeFiles(part, t.ID); err != nil {
		return fmt.Errorf("record trial %s: %w", t.ID, err)
	}
	return w.Add(t, nil)
}

// takeFiles moves the histograms and goroutines of a trial, if it has any, out of another folder.
func (w *Writer) takeFiles(folder, trial string) error {
	from := &Writer{dir: folder}
	for _, path := range []func(*Writer, string) string{(*Writer).histogramPath, (*Writer).goroutinesPath} {
		if err := os.Rename(path(from, trial), path(w, trial)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// writePlan keeps the manifest's plan as a file from which the run can be carried out again.
func writePlan(dir string, m Manifest) error {
	text, err := plan.Encode(m.Plan)
	if err != nil {
		return err
	}
	if bytes.Contains(text, []byte(plan.NotKept)) {
		text = append([]byte("# Put values instead of "+plan.NotKept+": those of headers and variables may be secrets.\n"), text...)
	}
	return Replace(filepath.Join(dir, planFile), text)
}

// WriteManifest replaces the manifest in one step.
func (w *Writer) WriteManifest(m Manifest) error {
	m.Format = Format
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	next := filepath.Join(w.dir, manifestFile+".next")
	if err := writeSynced(next, append(text, '\n')); err != nil {
		os.Remove(next) // it is not whole
		return fmt.Errorf("write manifest: %w", err)
	}
	if err := os.Rename(next, filepath.Join(w.dir, manifestFile)); err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	return nil
}

// writeSynced writes a file that is whole even after a crash, once it has returned nil.
func writeSynced(name string, content []byte) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// Add writes a trial and its histograms and syncs them: once it has returned nil, they
// survive a crash. The histograms may be nil.
func (w *Writer) Add(t Trial, h *Histograms) error {
	if h != nil {
		if err := h.writeFile(w.histogramPath(t.ID)); err != nil {
			return fmt.Errorf("record trial %s: %w", t.ID, err)
		}
	}
	line, err := json.Marshal(t)
	if err != nil {
		return fmt.Errorf("record trial %s: %w", t.ID, err)
	}
	if _, err := w.trials.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("record trial %s: %w", t.ID, err)
	}
	w.count++
	return w.trials.Sync()
}

// AddGoroutines keeps the stacks of a trial's client, and returns the file's name in the folder.
func (w *Writer) AddGoroutines(trial string, stacks []byte) (name string, err error) {
	path := w.goroutinesPath(trial)
	if err := os.WriteFile(path, stacks, 0o644); err != nil {
		return "", fmt.Errorf("record the goroutines of trial %s: %w", trial, err)
	}
	return filepath.Base(path), nil
}

func (w *Writer) goroutinesPath(trial string) string {
	return filepath.Join(w.dir, trial+goroutinesExtension)
}

// Close writes the manifest, with the number of trials, for the last time and closes the
// folder.
func (w *Writer) Close(m Manifest) error {
	m.Trials = w.count
	return errors.Join(w.WriteManifest(m), w.close())
}

func (w *Writer) close() error {
	w.lock.Close() // which does nothing to nil
	return w.trials.Close()
}

func (w *Writer) histogramPath(trial string) string {
	return filepath.Join(w.dir, histogramsDir, trial+histogramExtension)
}
