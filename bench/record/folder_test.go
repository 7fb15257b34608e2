package record

import (
	"encoding/json"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestRoundTrip(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "results", "run")
	m := testManifest()
	w := mustCreate(t, dir, m)
	trials := []Trial{testTrial("b001-Recommend-grpc"), testTrial("b001-Recommend-rest-vegeta"), {ID: "b002-empty"}}
	mustAdd(t, w, trials[0], testHistograms())
	mustAdd(t, w, trials[1], nil)
	mustAdd(t, w, trials[2], &Histograms{})
	m.Ended, m.Complete = began.Add(time.Minute), true
	mustClose(t, w, m)
	m.Trials = len(trials) // which closing counts

	run := mustOpen(t, dir)
	if diff := cmp.Diff(&Run{Dir: dir, Manifest: m, Trials: trials}, run); diff != "" {
		t.Errorf("Open() after Create, Add, Close (-written +read):\n%s", diff)
	}
	want := NewTimes()
	for _, i := range testIntervals() {
		want.Merge(i.Times)
	}
	for tag, want := range want.tagged() {
		if got, err := run.Histogram(trials[0].ID, tag); err != nil || !got.Equals(want) {
			t.Errorf("Histogram(%s) = %v, %v, want %v", tag, got, err, want)
		}
	}
	if got, err := run.Histogram(trials[1].ID, TagIntended); got != nil || err != nil {
		t.Errorf("Histogram() of a tool's trial = %v, %v, want nil, nil", got, err)
	}
	if got, err := run.Histogram(trials[2].ID, TagIntended); err != nil || got == nil || got.TotalCount() != 0 {
		t.Errorf("Histogram() without intervals = %v, %v, want an empty one", got, err)
	}
}

func TestManifestComesFirst(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	w := mustCreate(t, dir, testManifest())
	run := mustOpen(t, dir)
	if diff := cmp.Diff(&Run{Dir: dir, Manifest: testManifest()}, run); diff != "" {
		t.Errorf("Open() after Create (-want +got):\n%s", diff)
	}
	// A run that is killed now, or after the next trial, can be read up to there.
	mustAdd(t, w, testTrial("first"), testHistograms())
	run = mustOpen(t, dir)
	if len(run.Trials) != 1 || run.Manifest.Complete || !run.Manifest.Ended.IsZero() {
		t.Errorf("Open() in mid-run = %d trials, complete %v, ended %v, want 1, false, never",
			len(run.Trials), run.Manifest.Complete, run.Manifest.Ended)
	}
	mustClose(t, w, testManifest())
}

func TestManifestIsReplacedInOneStep(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	w := mustCreate(t, dir, testManifest())
	old, err := os.Open(filepath.Join(dir, manifestFile))
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	// Writing the new one was interrupted once before.
	if err := os.WriteFile(filepath.Join(dir, manifestFile+".next"), []byte(`{"run": "ha`), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := mustOpen(t, dir).Manifest; !cmp.Equal(got, testManifest()) {
		t.Errorf("beside a manifest that was not finished, Open() reads %+v", got)
	}
	next := testManifest()
	next.Complete = true
	mustClose(t, w, next)
	if got := mustOpen(t, dir).Manifest; !got.Complete {
		t.Errorf("Close() did not write its manifest")
	}
	// A reader that has the old file open still reads all of it.
	var still Manifest
	if text, err := io.ReadAll(old); err != nil || json.Unmarshal(text, &still) != nil || !cmp.Equal(still, testManifest()) {
		t.Errorf("Close() changed the old file: %s, %v", text, err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*.next")); err != nil || left != nil {
		t.Errorf("Close() leaves %v, %v", left, err)
	}
}

func TestCreateRefuses(t *testing.T) {
	base := t.TempDir()
	file := filepath.Join(base, "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(base, "run")
	mustClose(t, mustCreate(t, dir, testManifest()), testManifest())
	tests := []struct{ name, dir string }{
		{"a run folder", dir},
		{"an empty folder", t.TempDir()},
		{"a file", file},
		{"below a file", filepath.Join(file, "run")},
	}
	for _, tt := range tests {
		w, err := Create(tt.dir, Manifest{Run: "other"})
		if err == nil || w != nil || !strings.HasPrefix(err.Error(), "create run folder: ") || !strings.Contains(err.Error(), file) && !strings.Contains(err.Error(), tt.dir) {
			t.Errorf("Create(%s) = %v, %v, want an error that names the path", tt.name, w, err)
		}
	}
	if got := mustOpen(t, dir).Manifest; !cmp.Equal(got, testManifest()) {
		t.Errorf("the refused Create changed the manifest to %+v", got)
	}
}

func TestAddNamesTheTrial(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	w := mustCreate(t, dir, testManifest())
	infinite := testTrial("b001-infinite")
	infinite.AchievedRPS = math.Inf(1)
	if err := w.Add(infinite, nil); err == nil || !strings.HasPrefix(err.Error(), "record trial b001-infinite: ") {
		t.Errorf("Add(a trial with an infinite rate) = %v, want an error that names it", err)
	}
	mustAdd(t, w, testTrial("b001-next"), nil)
	mustClose(t, w, testManifest())
	if err := w.Add(testTrial("b001-late"), nil); err == nil || !strings.HasPrefix(err.Error(), "record trial b001-late: ") {
		t.Errorf("Add() after Close = %v, want an error that names the trial", err)
	}
	if run := mustOpen(t, dir); len(run.Trials) != 1 || run.Trials[0].ID != "b001-next" {
		t.Errorf("after refused trials, Open() reads %v, want the one that was added", run.Trials)
	}
}

func TestGoroutinesAreKeptBesideTheTrials(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	w := mustCreate(t, dir, testManifest())
	name, err := w.AddGoroutines("b001-GetBook-rest", []byte("goroutine 1 [select]:\n"))
	if want := "b001-GetBook-rest.goroutines.txt"; err != nil || name != want {
		t.Fatalf("AddGoroutines() = %q, %v, want %q", name, err, want)
	}
	if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != "goroutine 1 [select]:\n" {
		t.Errorf("%s holds %q, %v, want the stacks", name, got, err)
	}
	part, err := CreatePart(filepath.Join(dir, "part"))
	if err != nil {
		t.Fatal(err)
	}
	defer part.ClosePart()
	if _, err := part.AddGoroutines("b002-GetBook-rest", []byte("of a part")); err != nil {
		t.Fatal(err)
	}
	if err := w.Take(part.dir, testTrial("b002-GetBook-rest")); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(dir, "b002-GetBook-rest.goroutines.txt")); err != nil || string(got) != "of a part" {
		t.Errorf("of a part's trial that was taken, the goroutines are %q, %v", got, err)
	}
	mustClose(t, w, testManifest())
	if got := len(mustOpen(t, dir).Trials); got != 1 {
		t.Errorf("the folder has %d trials, want 1", got)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := w.AddGoroutines("b002-GetBook-rest", nil); err == nil || !strings.Contains(err.Error(), "record the goroutines of trial b002-GetBook-rest") {
		t.Errorf("AddGoroutines() without a folder = %v, want an error that names the trial", err)
	}
}
