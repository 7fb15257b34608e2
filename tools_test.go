package wiretax_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestCheckRunsWhatTestLeavesOut compares the go commands behind `make test` and `make check`.
func TestCheckRunsWhatTestLeavesOut(t *testing.T) {
	quick, full := goCommands(t, "quick"), goCommands(t, "full")
	if len(quick) != 2 || len(full) != 3 {
		t.Fatalf("quick runs %q and full %q, want two and three commands", quick, full)
	}

	skipped := flagValue(quick[0], "-skip")
	names := strings.Split(strings.Trim(skipped, "^()$"), "|")
	if smoke := strings.Trim(flagValue(quick[1], "-run"), "^$"); smoke == "" || !slices.Contains(names, smoke) {
		t.Errorf("quick skips %q and then runs %q, want one of the skipped", skipped, smoke)
	}
	declared := declaredTests(t)
	for _, name := range names {
		if n := declared[name]; n != 1 {
			t.Errorf("tools/slow-tests: the tree has %d tests called %s, want 1", n, name)
		}
	}

	var tested []string
	for _, command := range full[:2] {
		if flagValue(command, "-skip") != "" || flagValue(command, "-run") != "" || !slices.Contains(command, "-race") {
			t.Errorf("full runs %q, want all tests with the race detector", command)
		}
		for _, arg := range command {
			if strings.HasPrefix(arg, "github.com/") {
				tested = append(tested, arg)
			}
		}
	}
	slices.Sort(tested)
	var all []string
	for _, p := range listPackages(t) {
		all = append(all, p.ImportPath)
	}
	slices.Sort(all)
	if !slices.Equal(tested, all) {
		t.Errorf("full tests\n%q\nwant each package once\n%q", tested, all)
	}
	if flagValue(full[2], "-bench") != "." || !slices.Contains(full[2], "./bench/...") {
		t.Errorf("full ends with %q, want every benchmark", full[2])
	}
}

// TestCIRunsBoth looks for the two modes in the Makefile and for the two targets in .ci/run.
func TestCIRunsBoth(t *testing.T) {
	for target, mode := range map[string]string{"test": "quick", "check": "full"} {
		out, err := exec.Command("make", "-n", target).CombinedOutput()
		if want := "\ntools/test-go " + mode + "\n"; err != nil || !strings.Contains(string(out), want) {
			t.Errorf("make -n %s: %v\n%s\nwant %q", target, err, out, want)
		}
		if !slices.Contains(strings.Split(read(t, ".ci/run"), "\n"), "make "+target) {
			t.Errorf(".ci/run has no line %q", "make "+target)
		}
	}
}

// goCommands returns the arguments of each `go test` that tools/test-go runs in a mode,
// recorded by a go that only lists packages.
func goCommands(t *testing.T, mode string) (commands [][]string) {
	t.Helper()
	real, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	log := filepath.Join(dir, "log")
	fake := "#!/bin/sh\nif [ \"$1\" = list ]; then exec '" + real + "' \"$@\"; fi\necho \"$@\" >>'" + log + "'\n"
	if err := os.WriteFile(filepath.Join(dir, "go"), []byte(fake), 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("tools/test-go", mode)
	cmd.Env = append(os.Environ(), "CI=", "PATH="+dir+string(filepath.ListSeparator)+os.Getenv("PATH"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("tools/test-go %s: %v\n%s", mode, err, out)
	}
	for line := range strings.Lines(read(t, log)) {
		commands = append(commands, strings.Fields(line))
	}
	return commands
}

// flagValue returns the argument after a flag, or "".
func flagValue(command []string, flag string) string {
	if i := slices.Index(command, flag); i >= 0 && i+1 < len(command) {
		return command[i+1]
	}
	return ""
}

// declaredTests counts the tests of the tree by name.
func declaredTests(t *testing.T) map[string]int {
	t.Helper()
	declared := make(map[string]int)
	for file := range strings.Lines(git(t, ".", "ls-files", "-co", "--exclude-standard", "*_test.go")) {
		text, err := os.ReadFile(strings.TrimSpace(file))
		if err != nil {
			continue // removed and not committed yet
		}
		for _, test := range regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindAllSubmatch(text, -1) {
			declared[string(test[1])]++
		}
	}
	return declared
}
