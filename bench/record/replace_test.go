package record

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReplace(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "new", "file")
	for _, text := range []string{"first", "second"} {
		if err := Replace(name, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(name); err != nil || string(got) != text {
			t.Errorf("after Replace(%q) the file holds %q, %v", text, got, err)
		}
	}
	if left, _ := os.ReadDir(filepath.Dir(name)); len(left) != 1 {
		t.Errorf("Replace left %v", left)
	}
}

// The error names the file that cannot be written, and not the temporary one.
func TestReplaceNamesTheFile(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "folder", "full"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		filepath.Join(dir, "folder"),    // the renaming fails
		filepath.Join(dir, "file", "x"), // the folder cannot be made
		"/proc/wiretax-x",               // nor the temporary file
	} {
		err := Replace(name, nil)
		if err == nil || !strings.HasPrefix(err.Error(), "write "+name+": ") || strings.Count(err.Error(), string(filepath.Separator)) != strings.Count(name, string(filepath.Separator)) {
			t.Errorf("Replace(%s) = %v, want an error with no other path", name, err)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) != 2 {
		t.Errorf("Replace left %v", left)
	}
	if err := CanWrite("/proc"); err == nil || strings.Contains(err.Error(), "wiretax-") {
		t.Errorf("CanWrite(/proc) = %v, want an error without a temporary name", err)
	}
}
