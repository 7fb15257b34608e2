package wiretax_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A build is called dirty for what may be in the binary, and not for a file of the user's own.
func TestDirtyBuild(t *testing.T) {
	makefile, err := os.ReadFile("Makefile")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	command := func(name string, args ...string) string {
		t.Helper()
		cmd := exec.Command(name, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "MAKEFLAGS=")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %q: %v\n%s", name, args, err, out)
		}
		return string(out)
	}
	known := []string{"main.go", "restsvc/openapi.yaml", "RESULTS.md", "docs/results/figures.json"}
	for _, name := range known {
		write(name, "committed")
	}
	write("Makefile", string(makefile))
	write(".gitignore", "/results/\n")
	command("git", "init", "-q")
	command("git", "add", ".")
	command("git", "-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "x")
	for name, want := range map[string]bool{
		"main.go":                           true,
		"restsvc/openapi.yaml":              true,
		"added.go":                          true,
		"restsvc/added.go":                  true,
		"bench/plan/plans/mine.yaml":        true,
		"catalog/generate/words/horror.txt": true,
		"go.work":                           true,
		"RESULTS.md":                        false,
		"docs/results/figures.json":         false,
		"docs/results/cpu.svg":              false,
		"results/run/trials.jsonl":          false,
		"mine.yaml":                         false,
		"plans/mine.yml":                    false,
		"books.csv":                         false,
		"shop.proto":                        false,
		"restsvc/added_test.go":             false,
		"a folder/notes on $x.txt":          false,
	} {
		write(name, "changed")
		version := strings.TrimSpace(command("make", "--no-print-directory", "--eval", "say: ; @echo $(VERSION)", "say"))
		if got := strings.HasSuffix(version, "-dirty"); got != want || len(version) < 12 {
			t.Errorf("with %s written, make calls the build %q, want dirty %v", name, version, want)
		}
		command("git", "checkout", "-q", ".")
		command("git", "clean", "-qfdx")
	}
}
