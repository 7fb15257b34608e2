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

	"github.com/wiretax/wiretax/bench/meter"
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

// programVariable names a wiretax that is built already, whose services are used.
const programVariable = "WIRETAX_BENCH_PROGRAM"

var program = sync.OnceValues(func() (string, error) {
	if path := os.Getenv(programVariable); path != "" {
		return path, nil
	}
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

// process is a server.
type process struct {
	cmd     *exec.Cmd
	address string
}

func (p *process) pid() int { return p.cmd.Process.Pid }

func (p *process) stop() {
	p.cmd.Process.Signal(syscall.SIGTERM)
	p.cmd.Wait()
}

// startService starts a kind of service with the embedded catalog, on the server's CPUs.
func startService(kind string) (*process, error) {
	path, err := program()
	if err != nil {
		return nil, err
	}
	return startProcess(exec.Command(path, "serve", kind, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"))
}

// startProcess starts a server on CPUs that leave the client one of its own, and waits until
// it announces its address.
func startProcess(cmd *exec.Cmd) (*process, error) {
	allowed, err := meter.AllowedCPUs()
	if err != nil {
		return nil, err
	}
	servers, _, _ := meter.Split(allowed)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := meter.StartPinned(cmd, servers); err != nil {
		return nil, err
	}
	p := &process{cmd: cmd}
	var announced struct{ Listen string }
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &announced)
	}
	if err != nil {
		p.stop()
		return nil, fmt.Errorf("start %v: no announcement: %w", cmd.Args, err)
	}
	p.address = announced.Listen
	return p, nil
}
