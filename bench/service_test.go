package bench_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
)

// buildDir is where the program is built, once, when the first benchmark needs it.
var buildDir string

func TestMain(m *testing.M) {
	if stack := os.Getenv(bareVariable); stack != "" {
		fmt.Fprintln(os.Stderr, serveBare(stack))
		os.Exit(1)
	}
	code := m.Run()
	if buildDir != "" {
		os.RemoveAll(buildDir)
	}
	os.Exit(code)
}

var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "wiretax-bench-")
	if err != nil {
		return "", err
	}
	buildDir = dir
	path := filepath.Join(dir, "wiretax")
	if out, err := exec.Command("go", "build", "-o", path, "../cmd/wiretax").CombinedOutput(); err != nil {
		return "", fmt.Errorf("build wiretax: %w\n%s", err, out)
	}
	return path, nil
})

// startService serves the embedded catalog over the stack until the benchmark ends.
func startService(b *testing.B, stack string) (address string) {
	b.Helper()
	path, err := program()
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command(path, "serve", stack, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0")
	return startCommand(b, cmd, (*exec.Cmd).Start)
}

// startCommand starts a server, which announces its address, until the benchmark ends.
func startCommand(b *testing.B, cmd *exec.Cmd, start func(*exec.Cmd) error) (address string) {
	b.Helper()
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := start(cmd); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGTERM)
		cmd.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	if err != nil {
		b.Fatalf("%v: no announcement: %v", cmd.Args, err)
	}
	var at struct{ Listen string }
	if err := json.Unmarshal(line, &at); err != nil {
		b.Fatal(err)
	}
	return at.Listen
}
