// Package calibrate tests the gates and verdicts on this machine: it carries out a built-in plan
// many times, comparing a stack with itself, REST and gRPC in turn, and counts what should not
// occur: invalid trials, and verdicts of a difference. It drives the built bin/wiretax. Nothing
// else may run on the machine meanwhile.
package calibrate

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/contract"
)

// Command is the name of the command that [Run] carries out.
const Command = "calibrate"

// stacks are those of the runs, in turn.
var stacks = []string{contract.REST, contract.GRPC}

// mostRuns bounds how long a calibration takes.
const mostRuns = 1000

// Run carries out one command line, of which args are what follows Command.
func Run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("selfcheck "+Command, flag.ContinueOnError)
	flags.SetOutput(stderr)
	runs := flags.Int("runs", 20, "how many runs")
	name := flags.String("plan", "quick", "plan to carry out")
	program := flags.String("bin", "bin/wiretax", "program to calibrate")
	out := flags.String("out", "results/calibration", "folder for the runs")
	recorded := flags.String("read", "", "folder of earlier runs to sum up, instead of running any")
	if err := flags.Parse(args); err != nil {
		return err
	}
	switch {
	case flags.NArg() > 0:
		return fmt.Errorf("%s takes flags only, got %q; see %[1]s -help", flags.Name(), flags.Args())
	case *runs < 1 || *runs > mostRuns:
		return fmt.Errorf("-runs %d is out of range; use 1 to %d", *runs, mostRuns)
	}
	if *recorded != "" {
		return sumUp(*recorded, stdout)
	}
	p, err := plan.Load(*name)
	if err != nil {
		return err
	}
	binary, err := filepath.Abs(*program)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(*out, 0o755); err != nil {
		return err
	}
	dir, err := os.MkdirTemp(*out, "")
	if err != nil {
		return err
	}
	fmt.Fprintln(stderr, "runs are kept in", dir)
	for i := range *runs {
		if err := once(ctx, binary, dir, twinned(p, i), stderr); err != nil {
			return err
		}
	}
	return sumUp(dir, stdout)
}

// sumUp prints what the runs of a folder gave, in the order in which they were made.
func sumUp(dir string, stdout io.Writer) error {
	folders, err := filepath.Glob(filepath.Join(dir, "*-aa-*"))
	if err != nil || len(folders) == 0 {
		return fmt.Errorf("read %s: it holds no runs", dir)
	}
	fmt.Fprintln(stdout, header)
	var total findings
	for i, folder := range folders {
		found, err := read(folder)
		if err != nil {
			return err
		}
		fmt.Fprintln(stdout, found.row(i+1, stacks[i%len(stacks)]))
		total.add(found)
	}
	fmt.Fprint(stdout, total.summary())
	return nil
}

// twinned returns the plan for run i: a stack and its twin, a seed of its own, and no tools.
func twinned(p plan.Plan, i int) plan.Plan {
	stack := stacks[i%len(stacks)]
	p.Name = fmt.Sprintf("%s-aa-%02d", p.Name, i+1)
	p.Stacks, p.AA = []string{stack, stack + "-twin"}, stack
	p.Tools, p.ToolBlocks = nil, 0
	p.Seed = uint64(1000 * (i + 1))
	return p
}

// once carries out a plan in a folder of its own.
func once(ctx context.Context, binary, parent string, p plan.Plan, stderr io.Writer) error {
	dir := filepath.Join(parent, p.Name)
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	text, err := plan.Encode(p)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "plan.yaml"), text, 0o644); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, binary, "run", "plan.yaml")
	cmd.Dir, cmd.Stderr = dir, stderr
	// In a process group of its own it gets one Ctrl-C, not two; it dies with this process.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 20 * time.Second
	err = cmd.Run()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if runs, _ := filepath.Glob(filepath.Join(dir, "results", "*")); err != nil && len(runs) == 0 {
		return fmt.Errorf("run %s: %w", p.Name, err)
	}
	return nil // a run without a valid trial is a finding
}
