package tools

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"time"

	"github.com/wiretax/wiretax/bench/generator"
	"github.com/wiretax/wiretax/cmd/selfcheck/pinned"
	"github.com/wiretax/wiretax/cmd/selfcheck/responder"
	"github.com/wiretax/wiretax/contract"
)

// programs are those that take part.
type programs struct {
	pinned.Programs
	// paths are the programs of the tools that are installed, by the tools' names.
	paths map[string]string
}

// server is a server of one protocol.
type server struct {
	*pinned.Server
	address string
}

// serve starts a server that speaks the protocol.
func (p *programs) serve(ctx context.Context, kind string, speaks protocol) (*server, error) {
	if kind == answerer {
		s, err := p.Start(ctx, nil, p.Self, Command, respondChild)
		if err != nil {
			return nil, err
		}
		var at responder.Addresses
		if err := json.Unmarshal(s.Announced, &at); err != nil {
			s.Stop()
			return nil, fmt.Errorf("read what the responder announced: %w", err)
		}
		return &server{s, [...]string{http1: at.HTTP1, h2c: at.HTTP2, overGRPC: at.GRPC}[speaks]}, nil
	}
	stack := contract.REST
	if speaks == overGRPC {
		stack = contract.GRPC
	}
	s, err := p.Serve(ctx, stack)
	if err != nil {
		return nil, err
	}
	return &server{s, s.Listen}, nil
}

// inVersion is a version in what a program prints: the last word of a line, or some numbers.
var inVersion = regexp.MustCompile(`(?m)wiretax version (\S+)$|(\d+(?:\.\d+)+)`)

// versionOf returns the version of a tool.
func versionOf(ctx context.Context, t *tool, path string) string {
	if t.version == "" {
		return generator.Version(path)
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	out, _ := exec.CommandContext(ctx, path, t.version).CombinedOutput() // wrk prints it and fails
	if match := inVersion.FindStringSubmatch(string(out)); match != nil {
		return match[1] + match[2]
	}
	return "unknown"
}

// installed returns the tools of those names that are installed and can do the job; without names
// all that can.
func (p *programs) installed(j *job, names ...string) (found []*tool) {
	for i := range tools {
		t := &tools[i]
		if p.paths[t.name] != "" && t.does(j) && (len(names) == 0 || slices.Contains(names, t.name)) {
			found = append(found, t)
		}
	}
	return found
}

// run has a tool do a job. Every is the interval at which its memory is read; 0 reads none.
func (p *programs) run(ctx context.Context, t *tool, j job, every time.Duration) (o outcome, f pinned.Finished, err error) {
	if j.dir, err = os.MkdirTemp("", "tools-"); err != nil {
		return o, f, fmt.Errorf("run %s: %w", t.name, err)
	}
	defer os.RemoveAll(j.dir)
	if err := errors.Join(writeFiles(j.dir), writeTargets(&j)); err != nil {
		return o, f, err
	}
	expected := j.warmup + j.length
	if j.requests > 0 {
		expected = time.Duration(j.requests) * time.Millisecond // a slower tool is too slow for this
	}
	ctx, cancel := pinned.Limit(ctx, t.name, expected)
	defer cancel()
	path := p.paths[t.name]
	cmd := pinned.Child(ctx, path, t.args(&j)...)
	cmd.Dir = j.dir
	if f, err = p.Drive(cmd, every); err != nil {
		return o, f, pinned.Because(ctx, err)
	}
	if o, err = t.read(ctx, path, &j, f.Stdout); err != nil {
		return o, f, fmt.Errorf("read what %s printed: %w", t.name, err)
	}
	if o.completed <= 0 {
		return o, f, fmt.Errorf("run %s: none of its requests was answered rightly, %d failed", t.name, o.failed)
	}
	return o, f, nil
}
