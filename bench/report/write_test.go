package report

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/report/reporttest"
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
	smoke := &reporttest.Lab{Manifest: reporttest.Manifest("smoke", 2, "GetBook"), Noise: .05}
	if _, err := compose(t, reporttest.Quick().Run(t), smoke.Run(t)).Write(dir); err != nil {
		t.Fatal(err)
	}
	want := []string{"RESULTS.md", "docs/results/by-hand.svg", "docs/results/figures.json", "docs/results/ratios-quick.svg", "docs/results/ratios-smoke.svg"}
	if got := files(t, dir); !slices.Equal(got, want) {
		t.Errorf("after two runs the folder holds %q, want %q", got, want)
	}
	picture := filepath.Join(dir, "docs", "results", "ratios-quick.svg")
	before, err := os.ReadFile(picture)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := compose(t, smoke.Run(t)).Write(dir); err != nil {
		t.Fatal(err)
	}
	if got := files(t, dir); !slices.Equal(got, want) {
		t.Errorf("after a report of smoke alone the folder holds %q, want %q", got, want)
	}
	if after, err := os.ReadFile(picture); err != nil || !bytes.Equal(after, before) {
		t.Errorf("a report of smoke changed the picture of quick (%v)", err)
	}
}

// Whoever replaces a report is told which runs it was of.
func TestWriteSaysWhatItReplaces(t *testing.T) {
	smoke := &reporttest.Lab{Manifest: reporttest.Manifest("smoke", 2, "GetBook"), Noise: .05}
	both := compose(t, reporttest.Quick().Run(t), smoke.Run(t))
	alone, pairs := compose(t, smoke.Run(t)), compose(t, reporttest.Shop().Run(t))
	odd := *alone
	odd.Markdown = []byte(marker + "\n\n| plan | run | started |\n| --- |\n| `a` | `\x1b[2J" + strings.Repeat("long", 50) + "` | x |\nthe end")
	bare := *alone
	bare.Markdown = []byte(marker + "\n")
	for _, c := range []struct {
		name          string
		before, after *Report
		want          string // what was replaced; empty where nothing is to be said
	}{
		{"nothing", nil, alone, ""},
		{"itself", alone, alone, ""},
		{"one of its own runs", alone, both, ""},
		{"more runs", both, alone, "20261123-020000-quick"},
		{"another run", alone, pairs, "20261123-020000-smoke"},
		{"two other runs", both, pairs, "20261123-020000-quick, 20261123-020000-smoke"},
		{"a pair", pairs, alone, "20261123-020000-shop"},
		{"a report that was edited", &odd, alone, "�[2J" + strings.Repeat("long", 18) + "lo…"},
		{"a report without runs", &bare, alone, "runs that it does not name"},
	} {
		dir := t.TempDir()
		if c.before != nil {
			if _, err := c.before.Write(dir); err != nil {
				t.Fatal(err)
			}
		}
		did, err := c.after.Write(dir)
		if err != nil {
			t.Fatal(err)
		}
		target := filepath.Join(dir, resultsFile)
		want := []string{"wrote " + target + ", and 1 picture in " + filepath.Join(dir, "docs", "results")}
		if c.after == both {
			want[0] = strings.Replace(want[0], "1 picture", "2 pictures", 1)
		}
		if c.want != "" {
			want = append(want, "replaced "+target+", which reported "+c.want)
		}
		if !slices.Equal(did, want) {
			t.Errorf("%s: Write = %q, want %q", c.name, did, want)
		}
	}
}

func TestWriteSparesOthers(t *testing.T) {
	dir := t.TempDir()
	smoke := &reporttest.Lab{Manifest: reporttest.Manifest("smoke", 2, "GetBook"), Noise: .05}
	report := compose(t, smoke.Run(t))
	target := filepath.Join(dir, resultsFile)
	if err := os.WriteFile(target, []byte("# My own results\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := report.Write(dir); err == nil || !strings.Contains(err.Error(), "was not made by wiretax") {
		t.Errorf("Write over a file of someone else: error = %v, want a refusal", err)
	}
	if text, _ := os.ReadFile(target); string(text) != "# My own results\n" {
		t.Errorf("Write changed a file of someone else to %q", text)
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
