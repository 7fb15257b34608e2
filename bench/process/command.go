// Package process runs a command of somebody else's, such as the one that starts a service,
// so that nothing of what it starts outlives the measurement: below a watcher.
//
// The watcher is this program again, see [Watch]. It is a child subreaper: a process below it
// whose parent has ended becomes its child and not that of init, also where that process has
// made a session of its own. It holds one end of a pipe, whose other end only the program has
// that measures. When that program ends, however it ends, the kernel closes the pipe, and the
// watcher ends every process below it. It waits in the kernel and uses no CPU meanwhile.
//
// What the watcher cannot reach is what others start for the command, such as a container
// engine's or an init system's service, and a process of another user.
package process

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

// Command is a command that runs below a watcher.
type Command struct {
	// Cmd is the watcher. It ends when nothing is left below it, with the exit status of the
	// command; a command that a signal ended has 128 and the signal's number, as in a shell.
	// SIGTERM makes it end everything, within [StopLimit].
	*exec.Cmd
	read, write *os.File
}

// NewCommand makes a command that is yet to be started. The program is one whose main calls
// [Watch]. The caller starts Cmd, says that by [Command.Started], and calls [Command.Close]
// when Cmd has ended.
func NewCommand(program, name string, args ...string) (*Command, error) {
	read, write, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("start a watcher: %w", err)
	}
	cmd := exec.Command(program, append([]string{watcherName, name}, args...)...)
	cmd.ExtraFiles = []*os.File{read}
	// In a process group of its own it does not see the terminal's Ctrl-C, nor does what it
	// starts. It must outlive this process, and so has no Pdeathsig.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return &Command{cmd, read, write}, nil
}

// Started gives up what only the watcher needs, whether it was started or could not be.
func (c *Command) Started() { c.read.Close() }

// Close ends what still runs.
func (c *Command) Close() { c.write.Close() }
