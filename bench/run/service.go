package run

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/wiretax/wiretax/bench/meter"
)

// service is a service under test: a child process of its own on its own CPUs.
type service struct {
	stack string
	// address is where it answers, as it announced.
	address string
	cmd     *exec.Cmd
	log     *tail
	// ended is done when the process has ended; the cause says how.
	ended  context.Context
	reaped chan struct{}
}

const (
	// startLimit is how long a service may take to load its catalog and announce itself.
	startLimit = 30 * time.Second
	// stopLimit is how long it may take to end when asked, before it is killed.
	stopLimit = 3 * time.Second
)

// startService starts a fresh service of the stack on free loopback ports and waits until
// it is ready.
func (r *runner) startService(ctx context.Context, stack string) (*service, error) {
	args := append([]string{"serve", stack, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"}, r.ServeArgs...)
	cmd := exec.Command(r.Binary, args...)
	// In a process group of its own the child does not see the terminal's Ctrl-C, and it
	// dies with this process, however that ends.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	s := &service{stack: stack, cmd: cmd, log: &tail{}, reaped: make(chan struct{})}
	cmd.Stderr = s.log
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("start %s service: %w", stack, err)
	}
	if err := meter.StartPinned(cmd, r.ServerCPUs); err != nil {
		return nil, fmt.Errorf("start %s service: %w", stack, err)
	}
	lines := make(chan string, 1)
	ended, end := context.WithCancelCause(context.Background())
	s.ended = ended
	go func() {
		scanner := bufio.NewScanner(stdout)
		if scanner.Scan() {
			lines <- scanner.Text()
		}
		for scanner.Scan() {
		}
		err := cmd.Wait()
		if !cmd.ProcessState.Exited() {
			err = nil // a signal ended it, of which its log knows nothing
		}
		end(fmt.Errorf("%s service ended: %v%s", stack, cmd.ProcessState, s.log.last(err)))
		close(s.reaped)
	}()
	if err := s.awaitAnnouncement(ctx, lines); err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

func (s *service) awaitAnnouncement(ctx context.Context, lines <-chan string) error {
	limit := time.NewTimer(startLimit)
	defer limit.Stop()
	select {
	case line := <-lines:
		var said struct {
			Listen string `json:"listen"`
		}
		if err := json.Unmarshal([]byte(line), &said); err != nil || said.Listen == "" {
			return fmt.Errorf("start %s service: it announced %q instead of its address", s.stack, line)
		}
		s.address = said.Listen
		return nil
	case <-s.ended.Done():
		return context.Cause(s.ended)
	case <-limit.C:
		return fmt.Errorf("start %s service: it was not ready within %v", s.stack, startLimit)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// stop ends the process and waits for it. It may be called when it has ended already.
func (s *service) stop() {
	s.cmd.Process.Signal(syscall.SIGTERM)
	limit := time.AfterFunc(stopLimit, func() { s.cmd.Process.Kill() })
	defer limit.Stop()
	<-s.reaped
}

// url names what a trial drives.
func (s *service) url(w work, stack string) string {
	if stack == "grpc" {
		return "grpc://" + s.address + w.method
	}
	return "http://" + s.address + w.pathPattern
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
