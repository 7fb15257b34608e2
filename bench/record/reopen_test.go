package record

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// blockOf is how many trials a block has in these tests.
const blockOf = 2

// planned are the ids of three blocks.
var planned = []string{"b001-a", "b001-b", "b002-a", "b002-b", "b003-a", "b003-b"}

// recordFrom records that many trials from the first on. Each has a file of histograms.
func recordFrom(t require, w *Writer, first, trials int) {
	t.Helper()
	for i := first; i < min(len(planned), first+trials); i++ {
		if err := w.Add(Trial{ID: planned[i], Block: 1 + i/blockOf}, &Histograms{}); err != nil {
			t.Fatalf("Add(%s) = %v", planned[i], err)
		}
	}
}

// require is what [testing.T] and [rapid.T] share.
type require interface {
	Helper()
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

// kill makes the folder of a run that was killed before it could say that it is complete.
func kill(t require, dir string) {
	t.Helper()
	w, err := Create(dir, testManifest())
	if err != nil {
		t.Fatalf("Create() = %v", err)
	}
	recordFrom(t, w, 0, len(planned))
	w.close()
}

// ids are those of trials.
func ids(trials []Trial) (list []string) {
	for _, t := range trials {
		list = append(list, t.ID)
	}
	return list
}

// resume reopens the folder, goes on and records what is left. Or it is killed after that many steps: those of
// the resumption, and one for each trial.
func resume(t require, dir string, steps int) (was *Run) {
	t.Helper()
	r, err := Reopen(dir)
	if err != nil {
		t.Fatalf("Reopen() = %v", err)
	}
	defer r.Release()
	kept := len(r.Trials) / blockOf * blockOf
	m := r.Manifest
	m.Resumed = append(m.Resumed, Resumption{Resumed: began, Block: 1 + kept/blockOf})
	all := r.steps(kept, &m)
	if steps <= len(all) {
		for _, step := range all[:steps] {
			if err := step(); err != nil {
				t.Fatalf("step of Resume() = %v", err)
			}
		}
		return r.Run
	}
	w, err := r.Resume(kept, &m)
	if err != nil {
		t.Fatalf("Resume() = %v", err)
	}
	recordFrom(t, w, kept, steps-len(all))
	if steps < everyStep {
		w.close()
		return r.Run
	}
	m.Complete = true
	if err := w.Close(m); err != nil {
		t.Fatalf("Close() = %v", err)
	}
	return r.Run
}

// everyStep is more steps than there are.
const everyStep = 100

// checkResumed wants every trial once, in order, with a histogram, and each that was recorded before the kill in
// the folder or in one of those for what was cut.
func checkResumed(t require, dir string, was []string) {
	t.Helper()
	run, err := Open(dir)
	if err != nil {
		t.Fatalf("Open() = %v", err)
	}
	if got := ids(run.Trials); !slices.Equal(got, planned) || !run.Manifest.Complete || run.Manifest.Trials != len(planned) || run.Cut != 0 {
		t.Errorf("the run has %q, complete %v, want %q", got, run.Manifest.Complete, planned)
	}
	for _, id := range planned {
		if h, err := run.Histogram(id, TagIntended); err != nil || h == nil {
			t.Errorf("the histogram of %s: %v, %v, want one", id, h, err)
		}
	}
	var cut []string
	for _, r := range run.Manifest.Resumed {
		if r.CutFolder == "" {
			continue
		}
		trials, err := ReadPart(filepath.Join(dir, r.CutFolder))
		if err != nil || len(trials) != r.CutTrials {
			t.Errorf("%s holds %v, %v, want %d trials", r.CutFolder, trials, err, r.CutTrials)
		}
		cut = append(cut, ids(trials)...)
	}
	for _, id := range was[len(was)/blockOf*blockOf:] {
		if !slices.Contains(cut, id) {
			t.Errorf("%s was recorded before, and is in none of the folders of %+v", id, run.Manifest.Resumed)
		}
		found, err := filepath.Glob(filepath.Join(dir, "cut-*", histogramsDir, id+histogramExtension))
		if err != nil || len(found) == 0 {
			t.Errorf("the histogram of %s as it was before is lost", id)
		}
	}
}

// inMemory returns a folder in memory if there is one, where it takes no time to sync a file.
func inMemory(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "wiretax-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// A run may be killed at any byte of a trial's line, and while it writes the manifest.
func TestResumeAfterAnyKill(t *testing.T) {
	base := inMemory(t)
	whole := filepath.Join(base, "whole")
	kill(t, whole)
	text, err := os.ReadFile(filepath.Join(whole, trialsFile))
	if err != nil {
		t.Fatal(err)
	}
	manifest, err := os.ReadFile(filepath.Join(whole, manifestFile))
	if err != nil {
		t.Fatal(err)
	}
	run := 0
	rapid.Check(t, func(t *rapid.T) {
		run++
		dir := filepath.Join(base, fmt.Sprint(run))
		if err := os.CopyFS(dir, os.DirFS(whole)); err != nil {
			t.Fatalf("copy the folder: %v", err)
		}
		length := rapid.IntRange(0, len(text)).Draw(t, "bytes of the trials")
		next := rapid.IntRange(0, len(manifest)).Draw(t, "bytes of the next manifest")
		err := errors.Join(os.Truncate(filepath.Join(dir, trialsFile), int64(length)),
			os.WriteFile(filepath.Join(dir, manifestFile+".next"), manifest[:next], 0o644))
		if err != nil {
			t.Fatalf("cut the folder: %v", err)
		}
		var before []string
		for _, steps := range append(rapid.SliceOfN(rapid.IntRange(0, 9), 0, 3).Draw(t, "steps before it is killed"), everyStep) {
			was := ids(resume(t, dir, steps).Trials)
			if before == nil {
				before = was
			}
		}
		checkResumed(t, dir, before)
	})
}

// Nothing is left over from the trials that were cut, not even of one whose line was never written.
func TestResumeRemovesWhatIsNotOnRecord(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	w := mustCreate(t, dir, testManifest())
	for _, id := range planned[:3] {
		mustAdd(t, w, Trial{ID: id}, testHistograms())
		if _, err := w.AddGoroutines(id, []byte("stacks")); err != nil {
			t.Fatal(err)
		}
	}
	if err := testHistograms().writeFile(w.histogramPath(planned[3])); err != nil {
		t.Fatal(err)
	}
	w.close() // as a kill does
	r, err := Reopen(dir)
	if err != nil {
		t.Fatal(err)
	}
	m := r.Manifest
	m.Resumed = []Resumption{{Resumed: began, Block: 2}}
	if w, err = r.Resume(blockOf, &m); err != nil {
		t.Fatal(err)
	}
	mustClose(t, w, m)
	var got []string
	filepath.WalkDir(dir, func(path string, entry os.DirEntry, _ error) error {
		if name, _ := filepath.Rel(dir, path); !entry.IsDir() {
			got = append(got, name)
		}
		return nil
	})
	want := []string{
		"b001-a.goroutines.txt", "b001-b.goroutines.txt",
		"cut-1/b002-a.goroutines.txt", "cut-1/histograms/b002-a.hlog", "cut-1/trials.jsonl",
		"histograms/b001-a.hlog", "histograms/b001-b.hlog", "manifest.json", "plan.yaml", "trials.jsonl",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the resumed folder (-want +got):\n%s", diff)
	}
	if m := mustOpen(t, dir).Manifest; !cmp.Equal(m.Resumed, []Resumption{{Resumed: began, Block: 2, CutTrials: 1, CutFolder: "cut-1"}}) {
		t.Errorf("the manifest says %+v", m.Resumed)
	}
}

func TestReopenRefuses(t *testing.T) {
	base := t.TempDir()
	complete := filepath.Join(base, "complete")
	m := testManifest()
	m.Complete = true
	mustClose(t, mustCreate(t, complete, m), m)
	going := filepath.Join(base, "going")
	w := mustCreate(t, going, testManifest())
	for name, test := range map[string]struct{ dir, want string }{
		"complete":   {complete, "resume " + complete + ": the run is complete; nothing is left to measure"},
		"still on":   {going, "resume " + going + ": a run is still writing into the folder; wait until it has ended"},
		"none":       {filepath.Join(base, "none"), "there is no such folder; name a folder that wiretax run wrote"},
		"no run":     {base, "it has no manifest.json, but holds run folders"},
		"no name":    {"", "the name is empty"},
		"a file":     {filepath.Join(complete, manifestFile), "it is a file"},
		"of no disk": {"/proc/self", "it has no manifest.json"},
	} {
		if r, err := Reopen(test.dir); err == nil || r != nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: Reopen() = %v, %v, want %q", name, r, err, test.want)
		}
	}
	mustClose(t, w, testManifest())
	for range 2 { // it is free as soon as whoever has it lets it go
		r, err := Reopen(going)
		if err != nil {
			t.Fatalf("Reopen() after the end = %v", err)
		}
		if _, err := Reopen(going); err == nil {
			t.Error("two have reopened the folder at once")
		}
		r.Release()
	}
	// The trials may be fewer than a complete run says, as after a copy that was cut off.
	m.Trials = 1
	short := filepath.Join(base, "short")
	w = mustCreate(t, short, m)
	if err := errors.Join(w.WriteManifest(m), w.close()); err != nil {
		t.Fatal(err)
	}
	r, err := Reopen(short)
	if err != nil {
		t.Fatalf("Reopen() of a run that lacks trials = %v", err)
	}
	r.Release()
}
