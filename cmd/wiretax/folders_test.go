package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// A run that cannot begin leaves none of the folders that it made.
func TestNoEmptyFolders(t *testing.T) {
	dir := t.TempDir()
	before := filesBelow(t, dir)
	got := wiretax(t, dir, "versus", "http://127.0.0.1:1/", "http://127.0.0.1:1/", "--rate", "5", "--out", "new/runs", "--dir", "new/report")
	if left := filesBelow(t, dir); got.code != exitBadInput || !slices.Equal(left, before) {
		t.Errorf("exit %d, %q; it left %v", got.code, got.stderr, left)
	}
}

func TestMakeFolders(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.Mkdir("old", 0o755); err != nil {
		t.Fatal(err)
	}
	made, err := makeFolders("old/runs/deep", "report")
	if want := (newFolders{"report", "old/runs/deep", "old/runs"}); err != nil || !slices.Equal(made, want) {
		t.Fatalf("makeFolders() = %v, %v, want %v", made, err, want)
	}
	if err := os.WriteFile("old/runs/one", nil, 0o644); err != nil {
		t.Fatal(err)
	}
	made.removeEmpty()
	var left []string
	for _, name := range filesBelow(t, ".") {
		left = append(left, filepath.ToSlash(name))
	}
	if want := []string{".", "old", "old/runs", "old/runs/one"}; !slices.Equal(left, want) {
		t.Errorf("removeEmpty left %v, want %v", left, want)
	}
}
