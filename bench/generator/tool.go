// Package generator runs outside load generators as child processes and reads what they
// report into records. They run beside our own engine, with the same service, requests and
// rate; percentiles and client CPU time are those of the generator.
package generator

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/wiretax/wiretax/bench/record"
)

// Tool is one generator.
type Tool struct {
	name string
	// stack is the stack that the tool can drive.
	stack string
	// command returns the arguments, and writes the input files into dir.
	command func(dir string, j Job) ([]string, error)
	// read returns the figures in what the tool printed to stdout or wrote into dir.
	read func(ctx context.Context, path, dir string, stdout []byte) (Figures, error)
}

// Job is the load that a tool sends.
type Job struct {
	// Address is host:port of the service.
	Address string
	// Method is the full name of a gRPC method; Payloads are its requests as JSON. Paths
	// are the paths and queries of the GETs. The tool takes them in turn.
	Method   string
	Payloads []string
	Paths    []string
	// Rate is a whole number per second, Requests how many requests there are in all.
	Rate        float64
	Requests    int64
	Connections int
	// TimeoutSeconds is how long a request may take.
	TimeoutSeconds float64
}

// The tools.
var tools = map[string]Tool{record.Ghz: ghz, record.Vegeta: vegeta}

// Named returns the tool of that name.
func Named(name string) (Tool, error) {
	tool, ok := tools[name]
	if !ok {
		return Tool{}, fmt.Errorf("find generator: unknown %q; use ghz or vegeta", name)
	}
	return tool, nil
}

// Name returns the tool's own name.
func (t Tool) Name() string { return t.name }

// Drives reports whether the tool can drive the stack.
func (t Tool) Drives(stack string) bool { return t.stack == stack }

// ErrNotFound means that a tool is not installed.
var ErrNotFound = errors.New("not found beside wiretax, nor in PATH")

// Find returns the path of the tool's program: the one beside this binary, where `make
// build` puts it, or else the first in PATH.
func (t Tool) Find() (string, error) {
	own, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("find %s: %w", t.name, err)
	}
	return t.find(filepath.Dir(own))
}

func (t Tool) find(beside string) (string, error) {
	if path, err := exec.LookPath(filepath.Join(beside, t.name)); err == nil {
		return path, nil
	}
	path, err := exec.LookPath(t.name)
	if err != nil {
		return "", fmt.Errorf("%s: %w", t.name, ErrNotFound)
	}
	return path, nil
}

// Command returns the command that does the job, not started yet. Dir is an empty folder
// for its files.
func (t Tool) Command(ctx context.Context, path, dir string, j Job) (*exec.Cmd, error) {
	args, err := t.command(dir, j)
	if err != nil {
		return nil, fmt.Errorf("prepare %s: %w", t.name, err)
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Dir = dir
	return cmd, nil
}

// Read returns the figures of a command that has ended without an error.
func (t Tool) Read(ctx context.Context, path, dir string, stdout []byte) (Figures, error) {
	f, err := t.read(ctx, path, dir, stdout)
	if err == nil && f.Sent == 0 {
		err = errors.New("it reports no request")
	}
	if err != nil {
		return Figures{}, fmt.Errorf("read what %s printed: %w", t.name, err)
	}
	return f, nil
}
