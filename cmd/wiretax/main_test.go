package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// binary is the program under test, built once; the run's tools stand beside it where
// `make build` has made them.
var binary string

func TestMain(m *testing.M) { os.Exit(testMain(m)) }

func testMain(m *testing.M) int {
	dir, err := os.MkdirTemp("", "wiretax-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "wiretax")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build wiretax: %v\n%s", err, out)
		return 1
	}
	for _, tool := range []string{"ghz", "vegeta"} {
		if built, err := filepath.Abs(filepath.Join("..", "..", "bin", tool)); err == nil {
			os.Symlink(built, filepath.Join(dir, tool))
		}
	}
	return m.Run()
}

// outcome is how a command ended.
type outcome struct {
	code           int
	stdout, stderr string
}

// wiretax runs the program in dir to its end.
func wiretax(t *testing.T, dir string, args ...string) outcome {
	t.Helper()
	cmd := exec.Command(binary, args...)
	cmd.Dir = dir
	return finish(t, cmd, cmd.Run)
}

// untilValid runs the program in a folder of its own, with a file where one is named. If the
// noise of the machine has voided every trial of such a short run, which says nothing about the
// program, it runs the program once more.
func untilValid(t *testing.T, file, text string, args ...string) (dir string, o outcome) {
	t.Helper()
	for range 4 {
		dir = t.TempDir()
		if file != "" {
			if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if o = wiretax(t, dir, args...); o.code != exitNoFigures || !strings.Contains(o.stderr, "no trial is valid") {
			break
		}
		t.Logf("all trials were voided:\n%s", o.stderr)
	}
	return dir, o
}

// finish runs or waits for a command and takes what it left. Its output must not be set.
func finish(t *testing.T, cmd *exec.Cmd, run func() error) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatalf("run %v: %v", cmd.Args, err)
	}
	return outcome{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// processes returns the ids of the processes that run the program under test, by /proc.
func processes(t *testing.T, argument string) []int {
	t.Helper()
	folders, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		t.Fatal(err)
	}
	var found []int
	for _, folder := range folders {
		command, err := os.ReadFile(filepath.Join(folder, "cmdline"))
		if err != nil {
			continue // it has ended
		}
		args := strings.Split(string(command), "\x00")
		if args[0] == binary && len(args) > 1 && args[1] == argument {
			id, _ := strconv.Atoi(filepath.Base(folder))
			found = append(found, id)
		}
	}
	return found
}
