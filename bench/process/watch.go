package process

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"

	"golang.org/x/sys/unix"
)

// watcherName is the argument that makes the program a watcher.
const watcherName = "watch-service"

// pipeFD is the watcher's end of the pipe, the first of exec.Cmd.ExtraFiles.
const pipeFD = 3

// The exit codes of a shell for a command that cannot be started.
const (
	exitNotRunnable = 126
	exitNotFound    = 127
)

// Watch makes this program the watcher of [StartCommand] if the arguments say so: it returns
// when nothing is left below it, with the code to exit with. Otherwise it does nothing, and
// asked is false. Call it at the beginning of main, on main's goroutine.
func Watch(args []string, stderr io.Writer) (code int, asked bool) {
	if len(args) < 2 || args[1] != watcherName {
		return 0, false
	}
	pipe := os.NewFile(pipeFD, "pipe")
	if info, err := pipe.Stat(); err != nil || info.Mode()&os.ModeNamedPipe == 0 || len(args) < 3 {
		fmt.Fprintf(stderr, "wiretax: %s is for wiretax itself, which starts services below it\n", watcherName)
		return 2, true
	}
	return watch(args[2:], pipe, stderr), true
}

func watch(args []string, pipe *os.File, stderr io.Writer) int {
	// The command dies with the watcher (Pdeathsig), by which the kernel means the thread that
	// forked it.
	runtime.LockOSThread()
	debug.SetGCPercent(-1) // a collection would cost CPU, and there is hardly any garbage
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, unix.SIGTERM, unix.SIGINT, unix.SIGHUP)
	unix.CloseOnExec(pipeFD)
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		fmt.Fprintf(stderr, "watch %s: %v\n", args[0], err)
		return exitNotRunnable
	}
	path, err := exec.LookPath(args[0])
	if err != nil {
		fmt.Fprintf(stderr, "%v\n", err)
		return exitNotFound
	}
	// Not os.StartProcess: its handle of the process would compete with wait4.
	command, err := syscall.ForkExec(path, args, &syscall.ProcAttr{
		Env: os.Environ(), Files: []uintptr{0, 1, 2}, Sys: &syscall.SysProcAttr{Pdeathsig: unix.SIGKILL},
	})
	if err != nil {
		fmt.Fprintf(stderr, "start %s: %v\n", args[0], err)
		return exitNotRunnable
	}
	gone := make(chan unix.WaitStatus, 1)
	go func() { gone <- reap(command) }()
	closed := make(chan struct{})
	go func() {
		io.Copy(io.Discard, pipe)
		close(closed)
	}()
	select {
	case status := <-gone:
		return exitCode(status)
	case <-closed:
	case <-signals:
	}
	status, err := endAll(gone)
	if err != nil {
		fmt.Fprintf(stderr, "end %s: %v\n", args[0], err)
		return exitNotRunnable
	}
	return exitCode(status)
}

// reap waits until no child is left, including those that became the watcher's, and returns how
// the command ended.
func reap(command int) (of unix.WaitStatus) {
	for {
		var status unix.WaitStatus
		pid, err := unix.Wait4(-1, &status, 0, nil)
		switch {
		case errors.Is(err, unix.EINTR):
		case err != nil: // ECHILD: there is none
			return of
		case pid == command:
			of = status
		}
	}
}

func exitCode(status unix.WaitStatus) int {
	if status.Signaled() {
		return signalBase + int(status.Signal())
	}
	return status.ExitStatus()
}

// signalBase is added to the number of the signal that ended the command.
const signalBase = 128

// describe says how a command ended, from the exit code of its watcher or of a shell.
func describe(code int) string {
	text := fmt.Sprintf("exit status %d", code)
	if name := unix.SignalName(unix.Signal(code - signalBase)); code > signalBase && name != "" {
		text += fmt.Sprintf(" (signal: %v)", unix.Signal(code-signalBase))
	}
	return text
}
