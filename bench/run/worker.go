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

	"github.com/wiretax/wiretax/bench/client/catalog"
	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/process"
	"github.com/wiretax/wiretax/bench/record"
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
	w, err := newWorker(s)
	if err != nil {
		return err
	}
	o, err := w.measure(ctx)
	if err != nil {
		return err
	}
	return encode(out, o)
}

// startWorker has a fresh client process of the program measure a share.
func startWorker(ctx context.Context, binary string, s share) (o outcome, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var in, out bytes.Buffer
	if err := encode(&in, s); err != nil {
		return o, fmt.Errorf("start the client process: %w", err)
	}
	cmd := exec.CommandContext(ctx, binary, WorkerCommand)
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

// worker measures a share, in a process of its own.
type worker struct {
	*runner
	share share
	arms  []*slicedArm
}

// newWorker returns the worker of a share. Its runner has the same arms as that of the process which runs
// the plan.
func newWorker(s share) (w *worker, err error) {
	r := &runner{Config: Config{Plan: s.Plan, BookIDs: s.BookIDs, ServerCPUs: s.ServerCPUs, ClientCPUs: s.ClientCPUs}}
	r.manifest.Machine.SharedCPUs, r.manifest.IdleBusyCPUs = s.SharedCPUs, s.IdleBusyCPUs
	if s.Certificate != "" {
		if r.certificate, err = readCertificate(s.Certificate); err != nil {
			return nil, err
		}
	}
	r.makeArms()
	for _, shared := range s.Arms {
		if shared.Arm < len(r.arms) {
			r.arms[shared.Arm].Operation.Rate.PerSecond = shared.Rate
		}
	}
	r.addEmptyRequests()
	w = &worker{runner: r, share: s}
	all := r.everyArm()
	for _, shared := range s.Arms {
		if shared.Arm < 0 || shared.Arm >= len(all) || shared.Wants >= len(s.Wants) {
			return nil, fmt.Errorf("arm %d is not one of the plan", shared.Arm)
		}
		a := all[shared.Arm]
		a.Operation.Rate.PerSecond = shared.Rate
		if c, ok := a.subject.(*catalogSubject); ok {
			c.requests = catalog.Requests(r.Plan.Seed, a.Operation, r.BookIDs)
			if shared.Wants >= 0 {
				c.wants = s.Wants[shared.Wants]
			}
		}
		t := task{block: s.Block, position: shared.Position, arm: a, tool: record.Wiretax}
		w.arms = append(w.arms, &slicedArm{task: t, served: process.Attach(shared.Served), trial: r.blank(t), kept: &record.Histograms{}})
	}
	return w, nil
}
