package calibrate

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/wiretax/wiretax/bench/plan"
)

const (
	planFile = "plan.yaml"
	// workFile holds the planted work of a run.
	workFile = "planted.json"
	// runsFolder is the folder of a run's own folder.
	runsFolder = "results"
)

// once makes a run in a folder of its own. It may fail and leave a folder that can be read: what is in that
// counts.
func (c *config) once(ctx context.Context, parent string, j job, stderr io.Writer) error {
	p := j.plan
	dir := filepath.Join(parent, p.Name)
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	text, err := plan.Encode(p)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, planFile), text, 0o644); err != nil {
		return err
	}
	if j.work != nil {
		text, err := json.Marshal(j.work)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, workFile), append(text, '\n'), 0o644); err != nil {
			return err
		}
	}
	command := "run"
	if p.OfPairs() {
		command = "versus"
	}
	cmd := exec.CommandContext(ctx, c.binary, command, planFile, "--out", runsFolder)
	cmd.Dir, cmd.Stderr = dir, stderr
	// In a process group of its own it gets one Ctrl-C, not two; it dies with this process.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 20 * time.Second
	err = cmd.Run()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if _, none := openOnly(dir); err != nil && none != nil {
		return fmt.Errorf("run %s: %w", p.Name, err)
	}
	return nil
}
