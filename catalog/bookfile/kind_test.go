package bookfile

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestLoadRefusesWhatIsNoFile would hang on the named pipe if Load opened it.
func TestLoadRefusesWhatIsNoFile(t *testing.T) {
	dir := t.TempDir()
	folder, pipe := filepath.Join(dir, "folder.csv"), filepath.Join(dir, "pipe.jsonl")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(pipe, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{folder, pipe} {
		_, _, err := Load(path)
		if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "not a regular file") {
			t.Errorf("Load(%s) = %v, want an error that names it and says that it is not a regular file", path, err)
		}
	}
}
