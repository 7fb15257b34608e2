package leantest

import (
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

// find returns the path of a program that the tests can do without, except where CI is true.
func find(t *testing.T, names []string, remedy string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	missing(t, "%s is missing; %s", names[0], remedy)
	return ""
}

// missing skips a test that lacks something, or fails it where CI is true.
func missing(t *testing.T, format string, args ...any) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}

// run starts a program, ends it when the test ends, and returns what is closed when it has ended.
func run(t *testing.T, command *exec.Cmd) (ended <-chan struct{}) {
	t.Helper()
	command.Stderr = t.Output()
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	command.WaitDelay = time.Second
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	over := make(chan struct{})
	go func() {
		command.Wait() // its error is the signal
		close(over)
	}()
	t.Cleanup(func() { command.Process.Signal(syscall.SIGTERM); <-over })
	return over
}
