package pinned

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/wiretax/wiretax/bench/meter"
)

// Finished is what is known of a client process that has ended.
type Finished struct {
	Stdout []byte
	// CPU is user and system time of its whole life.
	CPU time.Duration
	// Steal is the share of the machine's CPU time that the hypervisor gave to others meanwhile.
	Steal float64
	// Memory are readings during its life; none if every was 0.
	Memory Memory
}

// Drive runs a client on its own CPU to its end. Every is the interval at which its memory is
// read; 0 reads none.
func (p *Programs) Drive(cmd *exec.Cmd, every time.Duration) (Finished, error) {
	name := filepath.Base(cmd.Path)
	var stdout bytes.Buffer
	log := &tail{}
	cmd.Stdout, cmd.Stderr = &stdout, log
	before, err := meter.ReadSystem()
	if err != nil {
		return Finished{}, err
	}
	if err := meter.StartPinned(cmd, p.ClientCPUs); err != nil {
		return Finished{}, fmt.Errorf("run %s: %w", name, err)
	}
	read := sampleMemory(cmd.Process.Pid, every)
	err = cmd.Wait()
	f := Finished{Stdout: stdout.Bytes(), Memory: read()}
	if err != nil {
		return f, fmt.Errorf("run %s: %w%s", name, err, log.last())
	}
	after, err := meter.ReadSystem()
	if err != nil {
		return f, err
	}
	f.Steal = after.Minus(before).StealShare()
	f.CPU = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return f, nil
}

// Limit bounds the time of a client that hangs.
func Limit(ctx context.Context, name string, expected time.Duration) (context.Context, context.CancelFunc) {
	const overhead = time.Minute // to start, connect, drain and report
	return context.WithTimeoutCause(ctx, expected+overhead, fmt.Errorf("%s did not end in time", name))
}

// Because returns the cause of ctx if its time is over, and else err.
func Because(ctx context.Context, err error) error {
	if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return context.Cause(ctx)
	}
	return err
}
