package record

import (
	"errors"
	"os"
	"slices"
	"syscall"
	"testing"
)

// A full disk stops a run. When there is room it goes on, and nothing that was recorded is lost.
func TestResumeAfterAFullDisk(t *testing.T) {
	dir := t.TempDir() + "/run"
	w := mustCreate(t, dir, testManifest())
	recorded := 0
	for i, id := range planned {
		if i == 3 {
			full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			w.trials.Close()
			w.trials = full
		}
		if err := w.Add(Trial{ID: id, Block: 1 + i/blockOf}, nil); err != nil {
			if !errors.Is(err, syscall.ENOSPC) {
				t.Fatalf("Add() = %v, want a full disk", err)
			}
			break
		}
		recorded++
	}
	if err := w.Close(testManifest()); recorded != 3 || err != nil {
		t.Fatalf("%d trials were recorded, Close() = %v, want 3", recorded, err)
	}
	before := ids(resume(t, dir, everyStep).Trials)
	run := mustOpen(t, dir)
	if !slices.Equal(before, planned[:3]) || !slices.Equal(ids(run.Trials), planned) || run.Manifest.Resumed[0].CutTrials != 1 {
		t.Errorf("%q were on record, and then %q, resumed %+v", before, ids(run.Trials), run.Manifest.Resumed)
	}
}
