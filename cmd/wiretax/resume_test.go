package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
)

// twoBlocks is a plan whose second block can be stopped.
const twoBlocks = `
name: two
operations: [{name: GetBook, rate: 1000}, {name: Recommend, rate: 1000}]
blocks: 2
warmup_seconds: 0.1
window_seconds: 0.25
`

// goOnWith resumes the only run below dir, which was stopped in that block, and wants its report.
func goOnWith(t *testing.T, dir string, block int, args ...string) {
	t.Helper()
	was := onlyRun(t, dir)
	if was.Manifest.Complete {
		t.Fatal("the run is complete before it goes on")
	}
	folder := filepath.Join("results", filepath.Base(was.Dir))
	got := wiretax(t, dir, append(args, "--resume", folder)...)
	noise := got.code == exitNoFigures && strings.Contains(got.stderr, "no trial is valid")
	if got.code != 0 && !noise {
		t.Fatalf("wiretax %q --resume: exit %d\n%s", args, got.code, got.stderr)
	}
	run := onlyRun(t, dir)
	seen := make(map[string]bool)
	for _, trial := range run.Trials {
		seen[trial.ID] = true
	}
	m := run.Manifest
	if !m.Complete || len(run.Trials) != m.Planned || len(seen) != m.Planned || len(m.Resumed) != 1 || m.Resumed[0].Block != block {
		t.Errorf("complete %v, %d trials with %d ids of %d, resumed %+v, want all once, from block %d", m.Complete, len(run.Trials), len(seen), m.Planned, m.Resumed, block)
	}
	for _, trial := range was.Trials {
		kept := slices.ContainsFunc(run.Trials, func(now record.Trial) bool { return now.ID == trial.ID && now.ElapsedSeconds == trial.ElapsedSeconds })
		if kept != (trial.Block < block) {
			t.Errorf("%s is as it was before: %v", trial.ID, kept)
		}
	}
	if noise {
		return
	}
	if results := read(t, filepath.Join(run.Dir, "RESULTS.md")); !bytes.Contains(results, fmt.Appendf(nil, "went on at block %d", block)) {
		t.Error("RESULTS.md does not say that the run was resumed")
	}
	if got := wiretax(t, dir, append(args, "--resume", folder)...); got.code != exitBadInput || !strings.Contains(got.stderr, "nothing is left to measure") {
		t.Errorf("resumed once more: exit %d, %q, want %d", got.code, got.stderr, exitBadInput)
	}
}

func TestResumeAfterAKill(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "two.yaml"), []byte(twoBlocks), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd, _ := startRecording(t, dir, `"id":"b002-`, "run", "two.yaml")
	folder := onlyRun(t, dir).Dir
	if got := wiretax(t, dir, "run", "--resume", folder); got.code != exitBadInput || !strings.Contains(got.stderr, "a run is still writing into the folder") || strings.Count(got.stderr, "\n") != 1 {
		t.Errorf("resumed while it goes on: exit %d, %q, want %d and one line", got.code, got.stderr, exitBadInput)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	await(t, "the end of what it started", func() bool { return len(processes(t, "serve")) == 0 && len(processes(t, "worker")) == 0 })
	goOnWith(t, dir, 2, "run")
	wantNoProcesses(t)
}

// A run of pairs goes on with the same arguments, which have the secrets that its folder does not keep.
func TestResumeVersus(t *testing.T) {
	_, rest := startServe(t, "rest")
	url, dir := "http://"+rest.Listen+"/healthz", t.TempDir()
	args := []string{"versus", url, url, "--rate", "500", "--blocks", "3", "--warmup", "200ms", "--window", "1s", "--header-a", "X-Token: 12345"}
	cmd, stderr := startRecording(t, dir, `"id":"b002-`, args...)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	if !strings.Contains(stderr.String(), "the same command with `--resume results/") {
		t.Errorf("stderr does not say how to go on:\n%s", stderr)
	}
	folder := filepath.Join("results", filepath.Base(onlyRun(t, dir).Dir))
	if got := wiretax(t, dir, append(args, "--seed", "7", "--resume", folder)...); got.code != exitBadInput || !strings.Contains(got.stderr, "the plan has another seed") {
		t.Errorf("resumed with another seed: exit %d, %q, want %d", got.code, got.stderr, exitBadInput)
	}
	goOnWith(t, dir, 3, args...) // all arms of a block are recorded at once
}

// The plan of a run that goes on is that of its manifest, which must be the plan that was carried out.
func TestPlansAreKeptInManifests(t *testing.T) {
	for _, name := range plan.Names() {
		want, err := loadPlan(name, nil)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(record.Manifest{Run: "r", Plan: want})
		if err != nil {
			t.Fatal(err)
		}
		var stopped record.Run
		if err := json.Unmarshal(text, &stopped.Manifest); err != nil {
			t.Fatal(err)
		}
		got, err := loadPlan("", &record.Reopened{Run: &stopped})
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); err != nil || diff != "" {
			t.Errorf("plan %s of a manifest: %v (-want +got):\n%s", name, err, diff)
		}
	}
}
