package record

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Resumption says that a run was stopped and went on later, at the beginning of a block.
type Resumption struct {
	// Stopped is when the run ended, and Why what ended it. Zero and empty if it was killed.
	Stopped time.Time `json:"stopped,omitzero"`
	Why     string    `json:"why,omitempty"`
	// Resumed is when it went on, with the first trial of Block; 0: no trial was left.
	Resumed time.Time `json:"resumed"`
	Block   int       `json:"block"`
	// CutTrials is how many trials of that block were on record. The block was measured anew, and they
	// are in CutFolder, a folder in the run folder, with their histograms. 0 and empty: none were.
	CutTrials int    `json:"cut_trials,omitempty"`
	CutFolder string `json:"cut_folder,omitempty"`
}

// Reopened is the folder of a run that was stopped. It is locked against any other that would go on with
// it, until [Reopened.Release] or the end of the process.
type Reopened struct {
	*Run
	trials, lock *os.File
}

// Reopen opens the folder of a run that is not complete, to go on with it. It changes nothing in it.
func Reopen(dir string) (*Reopened, error) {
	lock, lockErr := lockFolder(dir)
	r := &Reopened{lock: lock}
	err := r.read(dir, lockErr)
	if err != nil {
		r.Release()
		return nil, err
	}
	return r, nil
}

func (r *Reopened) read(dir string, lockErr error) (err error) {
	if r.Run, err = Open(dir); err != nil {
		return err
	}
	if err = lockErr; err == nil && r.Manifest.Complete {
		err = errors.New("the run is complete; nothing is left to measure")
	}
	if err == nil {
		r.trials, err = os.OpenFile(filepath.Join(dir, trialsFile), os.O_WRONLY|os.O_APPEND, 0)
		if err == nil {
			err = CanWrite(dir)
		}
		if err != nil {
			err = fmt.Errorf("%w; copy the folder to where it can be written", Reason(err))
		}
	}
	if err != nil {
		return fmt.Errorf("resume %s: %w", dir, err)
	}
	return nil
}

// Release closes the folder, unless its writer has taken it over. r may be nil.
func (r *Reopened) Release() {
	if r != nil {
		r.trials.Close() // which does nothing to nil
		r.lock.Close()
		r.trials, r.lock = nil, nil
	}
}

// Resume returns the writer that goes on behind the first trials of the folder. The trials after these move
// into a folder of their own, which the last of m.Resumed then names. However it ends, no trial is lost.
func (r *Reopened) Resume(kept int, m *Manifest) (*Writer, error) {
	for _, step := range r.steps(kept, m) {
		if err := step(); err != nil {
			return nil, fmt.Errorf("resume %s: %w", r.Dir, err)
		}
	}
	w := &Writer{dir: r.Dir, trials: r.trials, lock: r.lock, count: kept}
	r.trials, r.lock = nil, nil
	return w, nil
}

// steps are what Resume does. After each of them the process may be killed: the folder can then be
// reopened, and whatever a step has copied is still in its old place until the manifest names the copy.
func (r *Reopened) steps(kept int, m *Manifest) []func() error {
	cut := r.Trials[kept:]
	last := &m.Resumed[len(m.Resumed)-1]
	var text []byte
	end := 0
	return []func() error{
		func() (err error) {
			text, err = os.ReadFile(filepath.Join(r.Dir, trialsFile))
			end = endOf(text, kept)
			return err
		},
		func() (err error) {
			if len(cut) > 0 {
				last.CutTrials = len(cut)
				last.CutFolder, err = r.keepCut(text[end:])
			}
			return err
		},
		func() error { return (&Writer{dir: r.Dir}).WriteManifest(*m) },
		func() error { return r.clear(r.Trials[:kept], cut, last.CutFolder) },
		func() error { return errors.Join(r.trials.Truncate(int64(end)), r.trials.Sync()) },
	}
}

// endOf returns where the line of the last of the first trials ends.
func endOf(text []byte, trials int) (end int) {
	for line := range bytes.Lines(text) {
		if trials == 0 {
			break
		}
		if end += len(line); len(bytes.TrimSpace(line)) > 0 {
			trials--
		}
	}
	return end
}

// keepCut copies lines of trials into a new folder, which is a part of a run, and returns its name.
func (r *Reopened) keepCut(lines []byte) (name string, err error) {
	for n := 1; ; n++ {
		name = fmt.Sprintf("cut-%d", n)
		if _, err := os.Lstat(filepath.Join(r.Dir, name)); err != nil {
			break // it is free, or cannot be made either
		}
	}
	part, err := CreatePart(filepath.Join(r.Dir, name))
	if err != nil {
		return name, err
	}
	_, err = part.trials.Write(lines)
	return name, errors.Join(err, part.trials.Sync(), part.ClosePart())
}

// clear moves the files of trials that were cut into their folder, and removes those of trials that are not on
// record, so that none can be taken for one of a trial to come.
func (r *Reopened) clear(kept, cut []Trial, cutFolder string) error {
	if err := os.MkdirAll(filepath.Join(r.Dir, histogramsDir), 0o755); err != nil {
		return err
	}
	to := &Writer{dir: filepath.Join(r.Dir, cutFolder)}
	for _, t := range cut {
		if err := to.takeFiles(r.Dir, t.ID); err != nil {
			return err
		}
	}
	for _, left := range []struct{ folder, extension string }{
		{filepath.Join(r.Dir, histogramsDir), histogramExtension}, {r.Dir, goroutinesExtension},
	} {
		files, err := os.ReadDir(left.folder)
		if err != nil {
			return err
		}
		for _, file := range files {
			trial, ok := strings.CutSuffix(file.Name(), left.extension)
			if !ok || slices.ContainsFunc(kept, func(t Trial) bool { return t.ID == trial }) {
				continue
			}
			if err := os.Remove(filepath.Join(left.folder, file.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// lockFolder takes the lock of a run folder, which the kernel releases when the file is closed, at the latest
// when the process ends. It returns nil where the file system has no locks: two runs that write into one
// folder are then not told apart.
func lockFolder(dir string) (*os.File, error) {
	folder, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(folder.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return folder, nil
	}
	folder.Close()
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, errors.New("a run is still writing into the folder; wait until it has ended")
	}
	return nil, nil
}
