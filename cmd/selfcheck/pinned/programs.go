// Package pinned runs programs as child processes for measurements: servers on one CPU, clients on
// another.
package pinned

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/wiretax/wiretax/bench/meter"
)

const (
	// startLimit is how long a server may take to announce itself.
	startLimit = 30 * time.Second
	// stopLimit is how long a child may take to end when asked, before it is killed.
	stopLimit = 3 * time.Second
)

// Child prepares a child process that is asked to end when ctx is done, and killed if it does
// not. It is in a process group of its own, so that the terminal's Ctrl-C does not reach it, and
// it dies with this process, however that ends.
func Child(ctx context.Context, path string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, path, args...)
	Adopt(cmd)
	return cmd
}

// Adopt sets a prepared command up as [Child] does.
func Adopt(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = stopLimit
}

// Programs finds the programs that take part, and runs them.
type Programs struct {
	// Folder is an absolute path, where programs are looked for before PATH.
	Folder string
	// Self is this program, whose commands are servers and clients too.
	Self                   string
	ServerCPUs, ClientCPUs meter.CPUs
}

// Find returns the programs of the folder that -bin names, and chooses the CPUs.
func Find(bin string) (Programs, error) {
	self, err := os.Executable()
	if err != nil {
		return Programs{}, fmt.Errorf("find own program: %w", err)
	}
	folder, err := filepath.Abs(bin)
	if err != nil {
		return Programs{}, fmt.Errorf("-bin %s: %w", bin, err)
	}
	allowed, err := meter.AllowedCPUs()
	if err != nil {
		return Programs{}, err
	}
	p := Programs{Folder: folder, Self: self}
	p.ServerCPUs, p.ClientCPUs, _ = meter.Split(allowed)
	return p, nil
}

// Program finds a program by its name: in -bin, or else in PATH.
func (p *Programs) Program(name string) (string, error) {
	if path, err := exec.LookPath(filepath.Join(p.Folder, name)); err == nil {
		return path, nil
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("find %s: it is neither in -bin nor in PATH; make build makes it", name)
	}
	return path, nil
}
