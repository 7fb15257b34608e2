package report

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	kept := filepath.Join(dir, "docs", "results", "by-hand.svg")
	if err := os.MkdirAll(filepath.Dir(kept), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(kept, []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	smoke := &lab{m: manifest("smoke", 2, "GetBook"), noise: .05}
	if err := compose(t, quick().run(t), smoke.run(t)).Write(dir); err != nil {
		t.Fatal(err)
	}
	want := []string{"RESULTS.md", "docs/results/by-hand.svg", "docs/results/figures.json", "docs/results/ratios-smoke.svg", "docs/results/ratios.svg"}
	if got := files(t, dir); !slices.Equal(got, want) {
		t.Errorf("after two runs the folder holds %q, want %q", got, want)
	}
	if err := compose(t, smoke.run(t)).Write(dir); err != nil {
		t.Fatal(err)
	}
	want = slices.DeleteFunc(want, func(name string) bool { return strings.HasSuffix(name, "-smoke.svg") })
	if got := files(t, dir); !slices.Equal(got, want) {
		t.Errorf("after one run the folder holds %q, want %q", got, want)
	}
}

func TestWriteSparesOthers(t *testing.T) {
	dir := t.TempDir()
	smoke := &lab{m: manifest("smoke", 2, "GetBook"), noise: .05}
	report := compose(t, smoke.run(t))
	target := filepath.Join(dir, resultsFile)
	if err := os.WriteFile(target, []byte("# My own results\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := report.Write(dir); err == nil || !strings.Contains(err.Error(), "was not made by wiretax") {
		t.Errorf("Write over a file of someone else: error = %v, want a refusal", err)
	}
	if text, _ := os.ReadFile(target); string(text) != "# My own results\n" {
		t.Errorf("Write changed a file of someone else to %q", text)
	}
	if err := os.Remove(target); err != nil {
		t.Fatal(err)
	}
	// A list of files that reaches out of its folder removes nothing.
	victim := filepath.Join(dir, "victim")
	if err := os.WriteFile(victim, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := report.Write(dir); err != nil {
		t.Fatal(err)
	}
	list := filepath.Join(dir, "docs", "results", figuresFile)
	if err := os.WriteFile(list, []byte(`{"files": ["victim", "docs/results/../../victim", "docs/results/..", "/victim"]}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := report.Write(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(victim); err != nil {
		t.Error("Write removed a file outside of its folder")
	}
}

// The error names the folder, and no file that was only tried.
func TestCanWrite(t *testing.T) {
	if err := CanWrite(t.TempDir()); err != nil {
		t.Errorf("CanWrite of a new folder = %v", err)
	}
	err := CanWrite("/proc")
	if err == nil || !strings.HasPrefix(err.Error(), "write report into /proc: ") || strings.Contains(err.Error(), "/.") {
		t.Errorf("CanWrite(/proc) = %v, want an error that names the folder alone", err)
	}
}

func files(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			name, _ := filepath.Rel(dir, path)
			out = append(out, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
