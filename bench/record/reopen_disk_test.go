package record

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// onTinyDisk mounts a small file system, where that is permitted.
func onTinyDisk(t *testing.T, flags uintptr, dir string) {
	t.Helper()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", flags, "size=64k"); err != nil {
		t.Skipf("no file system can be mounted here: %v", err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
}

// A full disk stops a run. When there is room it goes on, and nothing that was recorded is lost.
func TestResumeAfterAFullDisk(t *testing.T) {
	disk := t.TempDir()
	onTinyDisk(t, 0, disk)
	dir := filepath.Join(disk, "run")
	w := mustCreate(t, dir, testManifest())
	filler := filepath.Join(disk, "filler")
	recorded := 0
	for i, id := range planned {
		if i == 3 {
			file, err := os.Create(filler)
			if err != nil {
				t.Fatal(err)
			}
			for err == nil {
				_, err = file.Write(make([]byte, 1<<10))
			}
			file.Close()
		}
		// Long enough not to fit into what is left of a page.
		if err := w.Add(Trial{ID: id, Block: 1 + i/blockOf, Reasons: []string{strings.Repeat("x", 8<<10)}}, nil); err != nil {
			if !errors.Is(err, syscall.ENOSPC) {
				t.Fatalf("Add() = %v, want a full disk", err)
			}
			break
		}
		recorded++
	}
	if err := w.Close(testManifest()); recorded != 3 || !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("%d trials were recorded, Close() = %v, want 3 and a full disk", recorded, err)
	}
	r, err := Reopen(dir)
	if err != nil {
		t.Fatalf("Reopen() = %v", err)
	}
	m := r.Manifest
	m.Resumed = []Resumption{{Resumed: began, Block: 2}}
	if _, err := r.Resume(blockOf, &m); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("Resume() on a disk that is still full = %v", err)
	}
	r.Release()
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	before := ids(resume(t, dir, everyStep).Trials)
	run := mustOpen(t, dir)
	if !slices.Equal(before, planned[:3]) || !slices.Equal(ids(run.Trials), planned) || run.Manifest.Resumed[0].CutTrials != 1 {
		t.Errorf("%q were on record, and then %q, resumed %+v", before, ids(run.Trials), run.Manifest.Resumed)
	}
}

func TestReopenReadOnly(t *testing.T) {
	disk := t.TempDir()
	onTinyDisk(t, 0, disk)
	dir := filepath.Join(disk, "run")
	mustClose(t, mustCreate(t, dir, testManifest()), testManifest())
	if err := syscall.Mount("", disk, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Skip(err)
	}
	want := "resume " + dir + ": read-only file system; copy the folder to where it can be written"
	if r, err := Reopen(dir); err == nil || err.Error() != want {
		t.Errorf("Reopen() = %v, %v, want %s", r, err, want)
	}
}
