package engine

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/cmd/selfcheck/stall"
)

const (
	// startLimit is how long a server may take to announce itself.
	startLimit = 30 * time.Second
	// stopLimit is how long a child may take to end when asked, before it is killed.
	stopLimit = 3 * time.Second
)

// child prepares a child process that is asked to end when ctx is done, and killed if it does
// not. It is in a process group of its own, so that the terminal's Ctrl-C does not reach it, and
// it dies with this process, however that ends.
func child(ctx context.Context, path string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, path, args...)
	adopt(cmd)
	return cmd
}

// adopt sets a prepared command up as child does.
func adopt(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = stopLimit
}

// programs finds the programs that take part, and runs them.
type programs struct {
	// folder is -bin, as an absolute path.
	folder string
	// self is this program, which is also the stalling server and the bare loop.
	self                   string
	serverCPUs, clientCPUs meter.CPUs
}

func findPrograms(bin string) (programs, error) {
	self, err := os.Executable()
	if err != nil {
		return programs{}, fmt.Errorf("find own program: %w", err)
	}
	folder, err := filepath.Abs(bin)
	if err != nil {
		return programs{}, fmt.Errorf("-bin %s: %w", bin, err)
	}
	allowed, err := meter.AllowedCPUs()
	if err != nil {
		return programs{}, err
	}
	p := programs{folder: folder, self: self}
	p.serverCPUs, p.clientCPUs, _ = meter.Split(allowed)
	return p, nil
}

// program finds a program by its name: in -bin, or else in PATH.
func (p *programs) program(name string) (string, error) {
	if path, err := exec.LookPath(filepath.Join(p.folder, name)); err == nil {
		return path, nil
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("find %s: it is neither in -bin nor in PATH; make build makes it", name)
	}
	return path, nil
}

// server is a service under load, on its own CPU.
type server struct {
	stall.Announcement // wiretax serve announces the address alone
	pid                int
	end                context.CancelFunc
	reaped             chan struct{}
}

// serve starts bin/wiretax serve for the stack.
func (p *programs) serve(ctx context.Context, stack string) (*server, error) {
	path, err := p.program("wiretax")
	if err != nil {
		return nil, err
	}
	return p.start(ctx, nil, path, "serve", stack, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0")
}

// start starts a server with variables added to the environment, and waits for its
// announcement.
func (p *programs) start(ctx context.Context, variables []string, path string, args ...string) (*server, error) {
	name := filepath.Base(path) + " " + strings.Join(args, " ")
	ended, end := context.WithCancel(ctx) // stop calls end
	cmd := child(ended, path, args...)
	cmd.Env = append(os.Environ(), variables...)
	log := &tail{}
	cmd.Stderr = log
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		end()
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	if err := meter.StartPinned(cmd, p.serverCPUs); err != nil {
		end()
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	s := &server{pid: cmd.Process.Pid, end: end, reaped: make(chan struct{})}
	first := make(chan []byte, 1)
	go func() {
		lines := bufio.NewReader(stdout)
		line, _ := lines.ReadBytes('\n')
		first <- line
		io.Copy(io.Discard, lines)
		cmd.Wait()
		close(s.reaped)
	}()
	limit := time.NewTimer(startLimit)
	defer limit.Stop()
	select {
	case line := <-first:
		if err = json.Unmarshal(line, &s.Announcement); err != nil || s.Listen == "" {
			err = fmt.Errorf("start %s: it announced %q instead of its address", name, line)
		}
	case <-limit.C:
		err = fmt.Errorf("start %s: it was not ready within %v", name, startLimit)
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		s.stop()
		return nil, fmt.Errorf("%w%s", err, log.last())
	}
	return s, nil
}

// stop ends the server and waits for it.
func (s *server) stop() {
	s.end()
	<-s.reaped
}

// finished is what is known of a client process that has ended.
type finished struct {
	stdout []byte
	// cpu is user and system time of its whole life.
	cpu time.Duration
	// steal is the share of the machine's CPU time that the hypervisor gave to others meanwhile.
	steal float64
	// memory are readings during its life; none if every was 0.
	memory memory
}

// drive runs a client on its own CPU to its end. Every is the interval at which its memory is
// read; 0 reads none.
func (p *programs) drive(cmd *exec.Cmd, every time.Duration) (finished, error) {
	name := filepath.Base(cmd.Path)
	var stdout bytes.Buffer
	log := &tail{}
	cmd.Stdout, cmd.Stderr = &stdout, log
	before, err := meter.ReadSystem()
	if err != nil {
		return finished{}, err
	}
	if err := meter.StartPinned(cmd, p.clientCPUs); err != nil {
		return finished{}, fmt.Errorf("run %s: %w", name, err)
	}
	read := sampleMemory(cmd.Process.Pid, every)
	err = cmd.Wait()
	f := finished{stdout: stdout.Bytes(), memory: read()}
	if err != nil {
		return f, fmt.Errorf("run %s: %w%s", name, err, log.last())
	}
	after, err := meter.ReadSystem()
	if err != nil {
		return f, err
	}
	f.steal = after.Minus(before).StealShare()
	f.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return f, nil
}

// limit bounds the time of a client that hangs.
func limit(ctx context.Context, name string, expected time.Duration) (context.Context, context.CancelFunc) {
	const overhead = time.Minute // to start, connect, drain and report
	return context.WithTimeoutCause(ctx, expected+overhead, fmt.Errorf("%s did not end in time", name))
}

// because returns the cause of ctx if its time is over, and else err.
func because(ctx context.Context, err error) error {
	if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return context.Cause(ctx)
	}
	return err
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

// last returns the last line, to follow an error message. The process has ended.
func (t *tail) last() string {
	lines := strings.Split(strings.TrimSpace(string(t.text)), "\n")
	if line := lines[len(lines)-1]; line != "" {
		return "; its log ends with: " + line
	}
	return ""
}
