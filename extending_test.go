package wiretax_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestExtending does what docs/extending.md says: it applies the diffs, builds the result, and
// carries the plans out. The repository stays as it is: the go command sees the changed files
// by an overlay.
func TestExtending(t *testing.T) {
	doc := read(t, "docs/extending.md")
	dir := t.TempDir()
	overlay := make(map[string]string)
	for i, diff := range fenced(doc, "diff") {
		touched := applyDiff(t, dir, diff, overlay)
		if i > 0 {
			continue
		}
		// A stack is its row and its client.
		if want := []string{"bench/client/catalog/dummy.go", "contract/stack.go"}; !slices.Equal(touched, want) {
			t.Errorf("a stack changes %v, want %v", touched, want)
		}
	}
	text, err := json.Marshal(map[string]any{"Replace": overlay})
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "overlay.json"), string(text))
	goCommand := func(args ...string) {
		t.Helper()
		args = slices.Insert(args, 1, "-overlay", filepath.Join(dir, "overlay.json"))
		if out, err := exec.Command("go", args...).CombinedOutput(); err != nil {
			t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	goCommand("test", "-vet=off", "-run", "^(TestStacks|TestEvery.*)$", "./contract", "./bench/record", "./bench/report/words", "./bench/client/catalog")
	binary := filepath.Join(dir, "wiretax")
	goCommand("build", "-buildvcs=false", "-o", binary, "./cmd/wiretax")

	wants := [][]string{
		{"REST dummy beside REST, by load", "| mean service time |", "### Dummy"},
		{"gRPC beside REST, by streams"},
	}
	plans := fenced(doc, "yaml")
	if len(plans) != len(wants) {
		t.Fatalf("%d plans, want %d", len(plans), len(wants))
	}
	for i, plan := range plans {
		write(t, filepath.Join(dir, "sweep.yaml"), plan)
		run := exec.Command(binary, "run", "sweep.yaml", "--dir", ".")
		run.Dir = dir
		if out, err := run.CombinedOutput(); err != nil {
			t.Fatalf("wiretax run: %v\n%s\n%s", err, plan, out)
		}
		report := read(t, filepath.Join(dir, "RESULTS.md"))
		for _, want := range wants[i] {
			if !strings.Contains(report, want) {
				t.Errorf("the report has no %q:\n%s", want, report)
			}
		}
	}
}

// fenced are the blocks of a document in a language.
func fenced(doc, language string) (blocks []string) {
	for _, block := range regexp.MustCompile("(?s)\n```"+language+"\n(.*?\n)```\n").FindAllStringSubmatch(doc, -1) {
		blocks = append(blocks, block[1])
	}
	return blocks
}

// applyDiff applies a diff to copies of the repository's files in a folder, adds them to the
// overlay, and returns their names in order.
func applyDiff(t *testing.T, dir, diff string, overlay map[string]string) (touched []string) {
	t.Helper()
	for _, file := range regexp.MustCompile(`(?m)^\+\+\+ b/(.+)$`).FindAllStringSubmatch(diff, -1) {
		name := file[1]
		copied := filepath.Join(dir, name)
		original, err := filepath.Abs(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Dir(copied), 0o755); err != nil {
			t.Fatal(err)
		}
		if text, err := os.ReadFile(original); err == nil && overlay[original] == "" {
			write(t, copied, string(text))
		}
		touched, overlay[original] = append(touched, name), copied
	}
	apply := exec.Command("git", "apply", "-C1", "--whitespace=nowarn", "-")
	apply.Dir, apply.Stdin = dir, strings.NewReader(diff)
	apply.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir))
	if out, err := apply.CombinedOutput(); err != nil {
		t.Fatalf("git apply: %v\n%s\n%s", err, out, diff)
	}
	slices.Sort(touched)
	return touched
}
