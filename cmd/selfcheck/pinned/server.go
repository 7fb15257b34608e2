package pinned

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/wiretax/wiretax/bench/meter"
)

// Server is a service under load, on its own CPU.
type Server struct {
	// Announced is the line of JSON that it printed when it was ready. Its key "listen" has
	// the address, Listen.
	Announced []byte
	Listen    string
	PID       int
	end       context.CancelFunc
	reaped    chan struct{}
}

// Serve starts bin/wiretax serve for the stack.
func (p *Programs) Serve(ctx context.Context, stack string) (*Server, error) {
	path, err := p.Program("wiretax")
	if err != nil {
		return nil, err
	}
	return p.Start(ctx, nil, path, "serve", stack, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0")
}

// Start starts a server with variables added to the environment, and waits for its
// announcement.
func (p *Programs) Start(ctx context.Context, variables []string, path string, args ...string) (*Server, error) {
	name := filepath.Base(path) + " " + strings.Join(args, " ")
	ended, end := context.WithCancel(ctx) // Stop calls end
	cmd := Child(ended, path, args...)
	cmd.Env = append(os.Environ(), variables...)
	log := &tail{}
	cmd.Stderr = log
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		end()
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	if err := meter.StartPinned(cmd, p.ServerCPUs); err != nil {
		end()
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	s := &Server{PID: cmd.Process.Pid, end: end, reaped: make(chan struct{})}
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
		var announced struct {
			Listen string `json:"listen"`
		}
		if err = json.Unmarshal(line, &announced); err == nil {
			s.Announced, s.Listen = line, announced.Listen
		}
		if s.Listen == "" {
			err = fmt.Errorf("start %s: it announced %q instead of its address", name, line)
		}
	case <-limit.C:
		err = fmt.Errorf("start %s: it was not ready within %v", name, startLimit)
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		s.Stop()
		return nil, fmt.Errorf("%w%s", err, log.last())
	}
	return s, nil
}

// Stop ends the server and waits for it.
func (s *Server) Stop() {
	s.end()
	<-s.reaped
}
