package run

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"syscall"
	"time"

	"github.com/wiretax/wiretax/bench/client/catalog"
	"github.com/wiretax/wiretax/bench/generator"
	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/process"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/window"
	"github.com/wiretax/wiretax/contract"
)

// driveByTool measures a trial with an outside generator instead of our own client. Our client
// warms the service up first, since the tools cannot leave a warm-up out of their figures.
func (r *runner) driveByTool(ctx context.Context, t task, s *process.Service, trial *record.Trial) error {
	if err := r.warmUpForTool(ctx, t, s, trial); err != nil {
		return err
	}
	tool, err := generator.Named(t.tool)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp(r.Dir, t.tool+"-")
	if err != nil {
		return fmt.Errorf("run %s: %w", t.tool, err)
	}
	defer os.RemoveAll(dir)
	job, err := r.job(t.arm, s)
	if err != nil {
		return err
	}
	// A tool that hangs must not hang the run.
	ctx, cancel := context.WithTimeoutCause(ctx, seconds(r.Plan.Window+r.Plan.Timeout)+toolLimit, fmt.Errorf("%s did not end in time", t.tool))
	defer cancel()
	cmd, err := tool.Command(ctx, r.tools[t.tool], dir, job)
	if err != nil {
		return err
	}
	var stdout bytes.Buffer
	stderr := &process.LogTail{}
	cmd.Stdout, cmd.Stderr = &stdout, stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}

	before, err := meter.ProcessCPU(s.PID)
	if err != nil {
		return err
	}
	if err := meter.StartPinned(cmd, r.ClientCPUs); err != nil {
		return fmt.Errorf("run %s: %w", t.tool, err)
	}
	if err := cmd.Wait(); err != nil {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return fmt.Errorf("run %s: %w%s", t.tool, err, stderr.End())
	}
	if after, err := meter.ProcessCPU(s.PID); err == nil {
		server := (after - before).Seconds()
		trial.ServerCPUSeconds = &server
	}
	client := (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	trial.ClientCPUSeconds = &client
	figures, err := tool.Read(ctx, r.tools[t.tool], dir, stdout.Bytes())
	if err != nil {
		return err
	}
	fillFromTool(trial, tool, job, figures)
	return nil
}

// toolLimit is how long a tool may take besides its load, to start, connect and report.
const toolLimit = 30 * time.Second

func (r *runner) warmUpForTool(ctx context.Context, t task, s *process.Service, trial *record.Trial) error {
	client, err := r.connect(ctx, t.arm.subject, s, t.arm.Settings.Connections)
	if err != nil {
		return err
	}
	_, err = r.warmUp(ctx, t, client, trial)
	return errors.Join(err, client.Close())
}

func (r *runner) job(a *arm, s *process.Service) (generator.Job, error) {
	subject := a.subject.(*catalogSubject) // plans with tools have no other
	payloads, paths, err := catalog.Texts(subject.stack.Name, a.Operation.Operation, subject.requests)
	if err != nil {
		return generator.Job{}, err
	}
	method, _, err := catalog.Names(subject.stack.Name, a.Operation.Operation)
	return generator.Job{
		Address: s.Address, Method: method, Payloads: payloads, Paths: paths,
		Rate: a.Operation.Rate.PerSecond, Requests: int64(math.Round(a.Operation.Rate.PerSecond * r.Plan.Window)),
		Connections: a.Settings.Connections, TimeoutSeconds: r.Plan.Timeout,
	}, err
}

func fillFromTool(t *record.Trial, tool generator.Tool, job generator.Job, f generator.Figures) {
	t.Client, t.Arrivals = tool.Name(), contract.Uniform
	t.Requests, t.Completed, t.Response = f.Sent, f.Completed, f.Latency
	t.DurationSeconds = float64(job.Requests) / job.Rate
	t.OfferedRPS = job.Rate
	if f.Seconds > 0 {
		t.AchievedRPS = float64(f.Completed) / max(f.Seconds, t.DurationSeconds)
	}
	for kind, n := range f.Failures {
		t.Errors.ByKind[kind] = n
		t.Errors.Total += n
	}
	if t.Errors.Total > 0 {
		t.Reasons = append(t.Reasons, window.FailedHow(&t.Window))
	}
	if t.AchievedRPS < window.LeastAchieved*t.OfferedRPS {
		t.Warnings = append(t.Warnings, fmt.Sprintf("achieved %.0f of %.0f requests/s that it was asked for", t.AchievedRPS, t.OfferedRPS))
	}
}
