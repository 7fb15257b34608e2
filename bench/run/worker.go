package run

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"syscall"

	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/process"
)

// WorkerCommand is the command of the program with which a run starts a fresh client process.
const WorkerCommand = "worker"

// Work measures the share that it reads and writes what came of it: it is what a worker does. The trials
// go into the part of the run folder that the share names.
func Work(ctx context.Context, in io.Reader, out io.Writer) error {
	var s share
	if err := decode(in, &s); err != nil {
		return fmt.Errorf("read the share of a worker, which wiretax run writes: %w", err)
	}
	// One P more than CPUs: the pacer's thread keeps one for a moment each time it sleeps.
	runtime.GOMAXPROCS(len(s.ClientCPUs) + 1)
	r, tasks, served, err := workerOf(s)
	if err != nil {
		return err
	}
	o, err := r.measureShare(ctx, s, tasks, served)
	if err != nil {
		return err
	}
	return encode(out, o)
}

// startWorker has a fresh client process measure a share.
func (r *runner) startWorker(ctx context.Context, s share) (o outcome, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var in, out bytes.Buffer
	if err := encode(&in, s); err != nil {
		return o, fmt.Errorf("start the client process: %w", err)
	}
	cmd := exec.CommandContext(ctx, r.Binary, WorkerCommand)
	said := &process.LogTail{}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = &in, &out, said
	// It dies with this process, however that ends, and does not see the terminal's Ctrl-C.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := meter.StartPinned(cmd, s.ClientCPUs); err != nil {
		return o, fmt.Errorf("start the client process: %w", err)
	}
	if err := cmd.Wait(); err != nil {
		if ctx.Err() != nil {
			return o, context.Cause(ctx)
		}
		return o, fmt.Errorf("the client process: %w%s", err, said.End())
	}
	if err := decode(&out, &o); err != nil {
		return o, fmt.Errorf("the client process: %w", errors.Join(err, errors.New(said.End())))
	}
	return o, nil
}
