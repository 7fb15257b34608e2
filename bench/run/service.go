package run

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/wiretax/wiretax/bench/meter"
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
	log *tail
	// ended is done when the process has ended; the cause says how.
	ended  context.Context
	reaped chan struct{}
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

// startProcess starts cmd on the CPUs. The channel gets the first line of its output.
func startProcess(name string, cmd *exec.Cmd, cpus meter.CPUs) (*service, <-chan string, error) {
	// In a process group of its own the child does not see the terminal's Ctrl-C, and it
	// dies with this process, however that ends. What it has started itself dies with its
	// group where this process gets to end that, and outlives a kill -9.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	s := &service{name: name, cmd: cmd, log: &tail{}, reaped: make(chan struct{})}
	lines := make(chan string, 1)
	cmd.Stdout, cmd.Stderr = &lineWriter{first: lines}, s.log
	// What a child of the process keeps open does not hold Wait back for ever.
	cmd.WaitDelay = stopLimit
	if err := meter.StartPinned(cmd, cpus); err != nil {
		return nil, nil, fmt.Errorf("start %s: %w", name, err)
	}
	s.pid = cmd.Process.Pid
	ended, end := context.WithCancelCause(context.Background())
	s.ended = ended
	go func() {
		err := cmd.Wait()
		if !cmd.ProcessState.Exited() {
			err = nil // a signal ended it, of which its log knows nothing
		}
		end(fmt.Errorf("%s ended: %v%s", name, cmd.ProcessState, s.log.last(err)))
		close(s.reaped)
	}()
	return s, lines, nil
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

// stop ends the process with its group, if it is ours, and waits for it. It may be called
// when it has ended already.
func (s *service) stop() {
	if s.cmd == nil {
		return
	}
	group := -s.pid
	syscall.Kill(group, syscall.SIGTERM)
	limit := time.AfterFunc(stopLimit, func() { syscall.Kill(group, syscall.SIGKILL) })
	defer limit.Stop()
	<-s.reaped
	// A shell may have gone before what it started.
	syscall.Kill(group, syscall.SIGKILL)
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
	if line, _, found := bytes.Cut(w.text, []byte("\n")); found || len(w.text) > tailBytes {
		w.first <- string(line)
		w.first, w.text = nil, nil
	}
	return len(p), nil
}

// tail keeps the end of what a process logs.
type tail struct{ text []byte }

const tailBytes = 4096

func (t *tail) Write(p []byte) (int, error) {
	t.text = append(t.text, p...)
	if extra := len(t.text) - tailBytes; extra > 0 {
		t.text = t.text[extra:]
	}
	return len(p), nil
}

// last is the last line, to stand behind the message that the process ended with err.
func (t *tail) last(err error) string {
	lines := strings.Split(strings.TrimSpace(string(t.text)), "\n")
	if err == nil || lines[len(lines)-1] == "" {
		return ""
	}
	return "; its log ends with: " + lines[len(lines)-1]
}
