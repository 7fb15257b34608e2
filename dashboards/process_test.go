package dashboards_test

import (
	"bytes"
	"context"
	"net"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"
)

// stopTime is how long a process that was asked to stop may take before it is killed.
const stopTime = 15 * time.Second

// limited returns the test's context, cut short so that a test which hangs fails and cleans up
// before go test kills it and leaves its processes behind.
func limited(t *testing.T, most time.Duration) context.Context {
	t.Helper()
	end := time.Now().Add(most)
	if deadline, ok := t.Deadline(); ok && deadline.Add(-2*stopTime).Before(end) {
		end = deadline.Add(-2 * stopTime)
	}
	ctx, cancel := context.WithDeadline(t.Context(), end)
	t.Cleanup(cancel)
	return ctx
}

// process is a program under test and what it has written so far.
type process struct {
	stdout, stderr output
	// ended is closed when the program has ended; err is how.
	ended chan struct{}
	err   error
}

// start runs a program in dir. When the test ends it stops the program and waits for it. If
// the test fails, the output of the program is shown.
func start(ctx context.Context, t *testing.T, dir, program string, args ...string) *process {
	t.Helper()
	p := &process{ended: make(chan struct{})}
	c := exec.CommandContext(ctx, program, args...)
	c.Dir, c.Stdout, c.Stderr = dir, &p.stdout, &p.stderr
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
	c.WaitDelay = stopTime
	if err := c.Start(); err != nil {
		t.Fatalf("start %s: %v", program, err)
	}
	go func() {
		p.err = c.Wait()
		close(p.ended)
	}()
	t.Cleanup(func() {
		<-p.ended
		if t.Failed() {
			t.Logf("%s %q: %v\n%s%s", program, args, p.err, p.stdout.bytes(), p.stderr.bytes())
		}
	})
	return p
}

// hasEnded reports whether the program is gone.
func (p *process) hasEnded() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

// output keeps what a process writes. It is safe for concurrent use.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) bytes() []byte {
	o.mu.Lock()
	defer o.mu.Unlock()
	return bytes.Clone(o.text.Bytes())
}

// eventually calls check until it succeeds. When ctx ends, so does the test, with what
// check said last.
func eventually(ctx context.Context, t *testing.T, what string, check func() error) {
	t.Helper()
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		err := check()
		if err == nil {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("wait until %s: %v", what, err)
		case <-tick.C:
		}
	}
}

// freeAddress returns a loopback address on which nothing listens, for programs that do not tell
// which port they took.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
