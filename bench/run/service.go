package run

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
	"github.com/wiretax/wiretax/bench/process"
)

// service is a process under test: a child of this one on CPUs of its own, or one that
// somebody else runs.
type service struct {
	name string
	// address is where it answers, admin where it shows its metrics.
	address, admin string
	// pid is 0 where the process is not known, and with it its costs.
	pid int
	cmd *exec.Cmd // nil where the service is not ours to end
	// command is what runs below a watcher, whose pid is the service's; nil where cmd is the
	// service itself.
	command *process.Command
	log     *logTail
	// ended is done when the process has ended; the cause says how.
	ended  context.Context
	reaped chan struct{}
	// exited says that the pid is not the process's any more.
	exitMu sync.Mutex
	exited bool
}

// runningService is one that somebody else started and will end. A pid of 0 is unknown.
func runningService(name string, pid int) *service {
	return &service{name: name, pid: pid, ended: context.Background()}
}

const (
	// startLimit is how long a service may take to load its catalog and announce itself.
	startLimit = 30 * time.Second
	// stopLimit is how long it may take to end when asked, before it is killed.
	stopLimit = 3 * time.Second
)

// startService starts a service that announces itself on the CPUs, and waits until it is
// ready.
func startService(ctx context.Context, name string, cmd *exec.Cmd, cpus meter.CPUs) (*service, error) {
	s, lines, err := startProcess(name, cmd, cpus)
	if err != nil {
		return nil, err
	}
	if err := s.awaitAnnouncement(ctx, lines); err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

// startProcess starts cmd, a program of ours, on the CPUs. The channel gets the first line of
// its output.
func startProcess(name string, cmd *exec.Cmd, cpus meter.CPUs) (*service, <-chan string, error) {
	// In a process group of its own the child does not see the terminal's Ctrl-C. It dies with
	// this process, however that ends, and starts no others that could outlive it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	lines := make(chan string, 1)
	s := &service{name: name, cmd: cmd, log: &logTail{}}
	cmd.Stdout, cmd.Stderr = &lineWriter{first: lines}, s.log
	return s, lines, s.launch(cpus)
}

// startCommand starts a shell's command on the CPUs, below a watcher that is the program. The
// service ends when nothing is left of what the command has started.
func startCommand(name, program, command string, cpus meter.CPUs) (*service, error) {
	c, err := process.NewCommand(program, "sh", "-c", command)
	if err != nil {
		return nil, namesSide{fmt.Errorf("start %s: %w", name, err)}
	}
	s := &service{name: name, cmd: c.Cmd, command: c, log: &logTail{}}
	c.Stdout, c.Stderr = s.log, s.log
	err = s.launch(cpus)
	c.Started()
	if err != nil {
		c.Close()
	}
	return s, err
}

// launch starts the process and has it waited for.
func (s *service) launch(cpus meter.CPUs) error {
	// What a child of the process keeps open does not hold Wait back for ever.
	s.cmd.WaitDelay = stopLimit
	if err := meter.StartPinned(s.cmd, cpus); err != nil {
		return namesSide{fmt.Errorf("start %s: %w", s.name, err)}
	}
	s.pid, s.reaped = s.cmd.Process.Pid, make(chan struct{})
	ended, end := context.WithCancelCause(context.Background())
	s.ended = ended
	go func() {
		s.killGroupOnExit()
		s.cmd.Wait()
		if s.command != nil {
			s.command.Close()
		}
		end(namesSide{fmt.Errorf("%s ended: %s%s", s.name, s.howEnded(), s.log.end())})
		close(s.reaped)
	}()
	return nil
}

// howEnded says how the process has ended.
func (s *service) howEnded() string {
	if s.command != nil && s.cmd.ProcessState.Exited() {
		return process.Describe(s.cmd.ProcessState.ExitCode())
	}
	return s.cmd.ProcessState.String()
}

func (s *service) awaitAnnouncement(ctx context.Context, lines <-chan string) error {
	limit := time.NewTimer(startLimit)
	defer limit.Stop()
	select {
	case line := <-lines:
		var said struct {
			Listen string `json:"listen"`
			Admin  string `json:"admin"`
		}
		if err := json.Unmarshal([]byte(line), &said); err != nil || said.Listen == "" {
			return fmt.Errorf("start %s: it announced %q instead of its address", s.name, line)
		}
		s.address, s.admin = said.Listen, said.Admin
		return nil
	case <-s.ended.Done():
		return context.Cause(s.ended)
	case <-limit.C:
		return fmt.Errorf("start %s: it was not ready within %v", s.name, startLimit)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// stop ends the service with all that it started, if it is ours, and waits for it. It may be
// called when it has ended already.
func (s *service) stop() {
	if s.cmd == nil {
		return
	}
	limit := stopLimit
	if s.command != nil {
		limit += process.StopLimit // the watcher is the one that kills
	}
	s.signal(s.pid, syscall.SIGTERM)
	kill := time.AfterFunc(limit, func() { s.signal(-s.pid, syscall.SIGKILL) })
	defer kill.Stop()
	<-s.reaped
}

// sendSignal is [syscall.Kill]; tests see what it is asked for.
var sendSignal = syscall.Kill

// signal reaches the process, or with a negative pid its group, unless the process has ended:
// its pid may then be a stranger's.
func (s *service) signal(pid int, signal syscall.Signal) {
	s.exitMu.Lock()
	defer s.exitMu.Unlock()
	if !s.exited {
		sendSignal(pid, signal)
	}
}

// killGroupOnExit waits until the process has ended and kills what is left of its group: where
// something has killed the watcher, the group is what is known of the service. The process is
// not reaped yet, so no other can have its pid.
func (s *service) killGroupOnExit() {
	for errors.Is(unix.Waitid(unix.P_PID, s.pid, nil, unix.WEXITED|unix.WNOWAIT, nil), unix.EINTR) {
	}
	s.exitMu.Lock()
	defer s.exitMu.Unlock()
	sendSignal(-s.pid, syscall.SIGKILL)
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
