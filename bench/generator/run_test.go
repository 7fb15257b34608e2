package generator

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// programOf finds the real tool, in bin/ at the top of the repository or in PATH. A test that
// needs it is skipped if it is missing, and fails in CI.
func programOf(t *testing.T, tool Tool) string {
	t.Helper()
	bin, err := filepath.Abs("../../bin")
	if err != nil {
		t.Fatal(err)
	}
	path, err := tool.find(bin)
	switch {
	case errors.Is(err, ErrNotFound) && os.Getenv("CI") != "true":
		t.Skipf("%v; `make build` makes it", err)
	case err != nil:
		t.Fatal(err)
	}
	return path
}

// run has the real tool do the job.
func run(t *testing.T, name string, job Job) Figures {
	t.Helper()
	tool := named(t, name)
	path, dir := programOf(t, tool), t.TempDir()
	cmd, err := tool.Command(context.Background(), path, dir, job)
	if err != nil {
		t.Fatalf("Command() = %v", err)
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v: %s", name, err, &stderr)
	}
	figures, err := tool.Read(context.Background(), path, dir, stdout.Bytes())
	if err != nil {
		t.Fatalf("Read() = %v", err)
	}
	if got := Version(path); !strings.HasPrefix(got, "v") {
		t.Errorf("Version(%s) = %q, want a version", name, got)
	}
	return figures
}

// checkAllCompleted fails unless every request was answered and the median is known.
func checkAllCompleted(t *testing.T, f Figures) {
	t.Helper()
	if f.Completed != f.Sent || len(f.Failures) != 0 || f.Latency.Count != f.Sent || f.Latency.P50 == nil || f.Seconds <= 0 {
		t.Errorf("figures = %+v, want all of them completed", f)
	}
}
