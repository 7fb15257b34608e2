package process

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/serving"
)

// Service is a process under test: a child of this one, on CPUs of its own, or a process that
// somebody else runs.
type Service struct {
	// Name is what errors and records call it.
	Name string
	// Address is where it answers, Admin where it shows its metrics; both are host:port.
	Address, Admin string
	// Ledger is what it does for a request, in its own words; nil for a stranger's.
	Ledger serving.Ledger
	// PID is 0 if the process is not known. Its costs are then not known either.
	PID int
	cmd *exec.Cmd // nil if somebody else runs the service
	// command is what runs below a watcher; nil if cmd is the service itself. below says that
	// the pid is the watcher's, which is not part of the service.
	command *command
	below   bool
	log     *LogTail
	// ended is done when the process has ended; the cause says how.
	ended  context.Context
	reaped chan struct{}
	// exited says that the pid no longer belongs to the process.
	exitMu sync.Mutex
	exited bool
}

// Running returns a service that somebody else has started and will end. A pid of 0 is unknown.
func Running(name string, pid int) *Service {
	return &Service{Name: name, PID: pid, ended: context.Background()}
}

// Done is closed when the process has ended. It is nil if somebody else runs the service.
func (s *Service) Done() <-chan struct{} { return s.ended.Done() }

// Err says how the process has ended; it is nil while the process runs.
func (s *Service) Err() error { return context.Cause(s.ended) }

// LogEnd returns the [LogTail.End] of what the process has logged.
func (s *Service) LogEnd() string { return s.log.End() }

// stopLimit is how long a service may take to end when asked, before it is killed.
const stopLimit = 3 * time.Second

// startService starts a service of ours on the CPUs and waits until it is ready.
func startService(ctx context.Context, name string, cmd *exec.Cmd, cpus meter.CPUs) (*Service, error) {
	s, lines, err := startProcess(name, cmd, cpus)
	if err != nil {
		return nil, err
	}
	if err := s.awaitReady(ctx, lines); err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

// startProcess starts cmd, a program of ours, on the CPUs. The channel receives the first line
// of its output.
func startProcess(name string, cmd *exec.Cmd, cpus meter.CPUs) (*Service, <-chan string, error) {
	// In a process group of its own the child does not see the terminal's Ctrl-C. It dies with
	// this process, however that ends, and starts no others that could outlive it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	lines := make(chan string, 1)
	s := &Service{Name: name, cmd: cmd, log: &LogTail{}}
	cmd.Stdout, cmd.Stderr = &lineWriter{first: lines}, s.log
	return s, lines, s.launch(cpus)
}

// StartCommand starts a command of the shell on the CPUs, below a watcher: the program, whose
// main calls [Watch]. The command gets this process's environment and the variables. The service has
// ended when all that the command has started has ended.
func StartCommand(name, program, command string, cpus meter.CPUs, variables ...string) (*Service, error) {
	c, err := newCommand(program, "sh", "-c", command)
	if err != nil {
		return nil, Error{fmt.Errorf("start %s: %w", name, err)}
	}
	s := &Service{Name: name, cmd: c.Cmd, command: c, below: true, log: &LogTail{}}
	c.Stdout, c.Stderr = s.log, s.log
	c.Env = append(c.Environ(), variables...)
	err = s.launch(cpus)
	c.started()
	if err != nil {
		c.close()
	}
	return s, err
}

// launch starts the process, and a goroutine that waits for its end.
func (s *Service) launch(cpus meter.CPUs) error {
	// Wait does not wait for ever for a file that a child of the process keeps open.
	s.cmd.WaitDelay = stopLimit
	if err := meter.StartPinned(s.cmd, cpus); err != nil {
		return Error{fmt.Errorf("start %s: %w", s.Name, err)}
	}
	s.PID, s.reaped = s.cmd.Process.Pid, make(chan struct{})
	ended, end := context.WithCancelCause(context.Background())
	s.ended = ended
	go func() {
		s.killGroupOnExit()
		s.cmd.Wait()
		if s.command != nil {
			s.command.close()
		}
		end(Error{fmt.Errorf("%s ended: %s%s", s.Name, s.howEnded(), s.log.End())})
		close(s.reaped)
	}()
	return nil
}

// howEnded says how the process has ended.
func (s *Service) howEnded() string {
	if s.command != nil && s.cmd.ProcessState.Exited() {
		return describe(s.cmd.ProcessState.ExitCode())
	}
	return s.cmd.ProcessState.String()
}

// Stop ends the service and all that it has started, and waits for the end. It does nothing if
// the service has ended, or if somebody else runs it.
func (s *Service) Stop() {
	if s.cmd == nil {
		return
	}
	limit := stopLimit
	if s.command != nil {
		limit += watcherLimit // the watcher is the one that kills
	}
	s.signal(s.PID, syscall.SIGTERM)
	kill := time.AfterFunc(limit, func() { s.signal(-s.PID, syscall.SIGKILL) })
	defer kill.Stop()
	<-s.reaped
}

// sendSignal is [syscall.Kill]; tests see what it is asked for.
var sendSignal = syscall.Kill

// signal sends a signal to the process, or if pid is negative to its group, unless the process
// has ended: its pid may then be that of another process.
func (s *Service) signal(pid int, signal syscall.Signal) {
	s.exitMu.Lock()
	defer s.exitMu.Unlock()
	if !s.exited {
		sendSignal(pid, signal)
	}
}

// killGroupOnExit waits until the process has ended and kills what is left of its group: if
// something has killed the watcher, the group is all that is known of the service. The process
// is not reaped yet, so no other process can have its pid.
func (s *Service) killGroupOnExit() {
	for errors.Is(unix.Waitid(unix.P_PID, s.PID, nil, unix.WEXITED|unix.WNOWAIT, nil), unix.EINTR) {
	}
	s.exitMu.Lock()
	defer s.exitMu.Unlock()
	sendSignal(-s.PID, syscall.SIGKILL)
	s.exited = true
}

// Error is an error that names the process, so that the caller need not.
type Error struct{ Err error }

// Error implements error.
func (e Error) Error() string { return e.Err.Error() }

// Unwrap returns the reason.
func (e Error) Unwrap() error { return e.Err }
