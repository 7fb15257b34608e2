package process

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

// command is a command that runs below a watcher.
type command struct {
	// Cmd is the watcher. It ends when nothing is left below it, with the exit status of the
	// command, or 128 and the signal's number if a signal ended that, as in a shell. On SIGTERM
	// it ends everything below it within watcherLimit.
	*exec.Cmd
	read, write *os.File
}

// newCommand returns a command that has not been started. The program is one whose main calls
// [Watch]. The caller starts Cmd, calls started, and calls close when Cmd has ended.
func newCommand(program, name string, args ...string) (*command, error) {
	read, write, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("start a watcher: %w", err)
	}
	cmd := exec.Command(program, append([]string{watcherName, name}, args...)...)
	cmd.ExtraFiles = []*os.File{read}
	// In a process group of its own it does not see the terminal's Ctrl-C, nor does what it
	// starts. It must outlive this process, and so has no Pdeathsig.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return &command{cmd, read, write}, nil
}

// started closes what only the watcher needs, whether it could be started or not.
func (c *command) started() { c.read.Close() }

// close makes the watcher end what still runs.
func (c *command) close() { c.write.Close() }
