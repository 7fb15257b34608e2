package process

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/wiretax/wiretax/bench/meter"
)

// Service is a process under test: a child of this one on CPUs of its own, or one that
// somebody else runs.
type Service struct {
	Name string
	// Address is where it answers, Admin where it shows its metrics.
	Address, Admin string
	// PID is 0 where the process is not known, and with it its costs.
	PID int
	cmd *exec.Cmd // nil where the service is not ours to end
	// command is what runs below a watcher, whose pid is the service's; nil where cmd is the
	// service itself.
	command *Command
	log     *LogTail
	// ended is done when the process has ended; the cause says how.
	ended  context.Context
	reaped chan struct{}
	// exited says that the pid is not the process's any more.
	exitMu sync.Mutex
	exited bool
}

// Running is one that somebody else started and will end. A pid of 0 is unknown.
func Running(name string, pid int) *Service {
	return &Service{Name: name, PID: pid, ended: context.Background()}
}

// Done is closed when the process has ended; of one that somebody else runs, never.
func (s *Service) Done() <-chan struct{} { return s.ended.Done() }

// Err says how the process has ended; it is nil while that runs.
func (s *Service) Err() error { return context.Cause(s.ended) }

// LogEnd is what [LogTail.End] says of the process's log.
func (s *Service) LogEnd() string { return s.log.End() }

// Error is an error that names the process.
type Error struct{ Err error }

func (e Error) Error() string { return e.Err.Error() }

// Unwrap is the same without the promise.
func (e Error) Unwrap() error { return e.Err }

const (
	// StartLimit is how long a service may take to load its catalog and announce itself.
	StartLimit = 30 * time.Second
	// stopLimit is how long it may take to end when asked, before it is killed.
	stopLimit = 3 * time.Second
)

// startService starts a service that announces itself on the CPUs, and waits until it is
// ready.
func startService(ctx context.Context, name string, cmd *exec.Cmd, cpus meter.CPUs) (*Service, error) {
	s, lines, err := startProcess(name, cmd, cpus)
	if err != nil {
		return nil, err
	}
	if err := s.awaitAnnouncement(ctx, lines); err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

// startProcess starts cmd, a program of ours, on the CPUs. The channel gets the first line of
// its output.
func startProcess(name string, cmd *exec.Cmd, cpus meter.CPUs) (*Service, <-chan string, error) {
	// In a process group of its own the child does not see the terminal's Ctrl-C. It dies with
	// this process, however that ends, and starts no others that could outlive it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	lines := make(chan string, 1)
	s := &Service{Name: name, cmd: cmd, log: &LogTail{}}
	cmd.Stdout, cmd.Stderr = &lineWriter{first: lines}, s.log
	return s, lines, s.launch(cpus)
}

// StartCommand starts a shell's command on the CPUs, below a watcher that is the program. The
// service ends when nothing is left of what the command has started.
func StartCommand(name, program, command string, cpus meter.CPUs) (*Service, error) {
	c, err := NewCommand(program, "sh", "-c", command)
	if err != nil {
		return nil, Error{fmt.Errorf("start %s: %w", name, err)}
	}
	s := &Service{Name: name, cmd: c.Cmd, command: c, log: &LogTail{}}
	c.Stdout, c.Stderr = s.log, s.log
	err = s.launch(cpus)
	c.Started()
	if err != nil {
		c.Close()
	}
	return s, err
}

// launch starts the process and has it waited for.
func (s *Service) launch(cpus meter.CPUs) error {
	// What a child of the process keeps open does not hold Wait back for ever.
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
			s.command.Close()
		}
		end(Error{fmt.Errorf("%s ended: %s%s", s.Name, s.howEnded(), s.log.End())})
		close(s.reaped)
	}()
	return nil
}

// howEnded says how the process has ended.
func (s *Service) howEnded() string {
	if s.command != nil && s.cmd.ProcessState.Exited() {
		return Describe(s.cmd.ProcessState.ExitCode())
	}
	return s.cmd.ProcessState.String()
}

func (s *Service) awaitAnnouncement(ctx context.Context, lines <-chan string) error {
	limit := time.NewTimer(StartLimit)
	defer limit.Stop()
	select {
	case line := <-lines:
		var said struct {
			Listen string `json:"listen"`
			Admin  string `json:"admin"`
		}
		if err := json.Unmarshal([]byte(line), &said); err != nil || said.Listen == "" {
			return fmt.Errorf("start %s: it announced %q instead of its address", s.Name, line)
		}
		s.Address, s.Admin = said.Listen, said.Admin
		return nil
	case <-s.ended.Done():
		return context.Cause(s.ended)
	case <-limit.C:
		return fmt.Errorf("start %s: it was not ready within %v", s.Name, StartLimit)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Stop ends the service with all that it started, if it is ours, and waits for it. It may be
// called when it has ended already.
func (s *Service) Stop() {
	if s.cmd == nil {
		return
	}
	limit := stopLimit
	if s.command != nil {
		limit += StopLimit // the watcher is the one that kills
	}
	s.signal(s.PID, syscall.SIGTERM)
	kill := time.AfterFunc(limit, func() { s.signal(-s.PID, syscall.SIGKILL) })
	defer kill.Stop()
	<-s.reaped
}

// sendSignal is [syscall.Kill]; tests see what it is asked for.
var sendSignal = syscall.Kill

// signal reaches the process, or with a negative pid its group, unless the process has ended:
// its pid may then be a stranger's.
func (s *Service) signal(pid int, signal syscall.Signal) {
	s.exitMu.Lock()
	defer s.exitMu.Unlock()
	if !s.exited {
		sendSignal(pid, signal)
	}
}

// killGroupOnExit waits until the process has ended and kills what is left of its group: where
// something has killed the watcher, the group is what is known of the service. The process is
// not reaped yet, so no other can have its pid.
func (s *Service) killGroupOnExit() {
	for errors.Is(unix.Waitid(unix.P_PID, s.PID, nil, unix.WEXITED|unix.WNOWAIT, nil), unix.EINTR) {
	}
	s.exitMu.Lock()
	defer s.exitMu.Unlock()
	sendSignal(-s.PID, syscall.SIGKILL)
	s.exited = true
}

// lineWriter hands on the first line that is written to it, and drops the others.
type lineWriter struct {
	text  []byte
	first chan<- string
}

func (w *lineWriter) Write(p []byte) (int, error) {
	if w.first == nil {
		return len(p), nil
	}
	w.text = append(w.text, p...)
	if line, _, found := bytes.Cut(w.text, []byte("\n")); found || len(w.text) > mostLogged {
		w.first <- string(line)
		w.first, w.text = nil, nil
	}
	return len(p), nil
}
