package pace

import (
	"bytes"
	"os"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func newWaiter(t testing.TB) *Waiter {
	t.Helper()
	w, err := NewWaiter()
	if err != nil {
		t.Fatalf("NewWaiter() = %v", err)
	}
	return w
}

func closeWaiter(t testing.TB, w *Waiter) time.Duration {
	t.Helper()
	cpu, err := w.Close()
	if err != nil {
		t.Fatalf("Close() = %v", err)
	}
	return cpu
}

func waitUntil(t testing.TB, w *Waiter, offset time.Duration) {
	t.Helper()
	if err := w.WaitUntil(offset); err != nil {
		t.Fatalf("WaitUntil(%v) = %v", offset, err)
	}
}

// How late a wait ends depends on the machine, and a benchmark shows it. No wait may end early.
func TestWaiterIsNeverEarly(t *testing.T) {
	before := time.Now()
	w := newWaiter(t)
	defer closeWaiter(t, w)
	for _, step := range []time.Duration{1, time.Microsecond, 50 * time.Microsecond, 999 * time.Microsecond, time.Millisecond} {
		for range 5 {
			target := w.Elapsed() + step
			waitUntil(t, w, target)
			if got := w.Elapsed(); got < target {
				t.Errorf("WaitUntil(%v) returned at %v", target, got)
			}
			if got := time.Since(before); got < target {
				t.Errorf("WaitUntil(%v) returned %v after the waiter was made", target, got)
			}
		}
	}
}

func TestWaiterIsNotWokenBySignals(t *testing.T) {
	w := newWaiter(t)
	defer closeWaiter(t, w)
	thread := unix.Gettid()
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			default:
				// The signal that the runtime itself preempts threads with.
				_ = unix.Tgkill(os.Getpid(), thread, unix.SIGURG)
			}
		}
	}()
	target := w.Elapsed() + 5*time.Millisecond
	err := w.WaitUntil(target)
	elapsed := w.Elapsed()
	close(stop)
	<-stopped
	if err != nil || elapsed < target {
		t.Errorf("WaitUntil(%v) under signals = %v at %v, want nil at or after it", target, err, elapsed)
	}
}

func TestWaiterReturnsAtOnceFromThePast(t *testing.T) {
	w := newWaiter(t)
	defer closeWaiter(t, w)
	waitUntil(t, w, time.Millisecond)
	before := time.Now()
	for range 1000 {
		for _, offset := range []time.Duration{time.Millisecond, 0, -time.Second} {
			waitUntil(t, w, offset)
		}
	}
	// Were it to sleep, for the shortest time that a thread can, this would take longer.
	if took := time.Since(before); took > 3*time.Second {
		t.Errorf("3,000 waits for the past took %v", took)
	}
}

func lockedToThread() bool {
	header := make([]byte, 100)
	header = header[:runtime.Stack(header, false)]
	line, _, _ := bytes.Cut(header, []byte("\n"))
	return bytes.Contains(line, []byte("locked to thread"))
}

func TestWaiterGivesItsThreadBack(t *testing.T) {
	w := newWaiter(t)
	if !lockedToThread() {
		t.Errorf("a goroutine with a waiter is not locked to its thread")
	}
	closeWaiter(t, w)
	if lockedToThread() {
		t.Errorf("after Close the goroutine is still locked to its thread")
	}
}

func TestWaiterGivesTheTimerSlackBack(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	slack := func() int {
		ns, err := unix.PrctlRetInt(unix.PR_GET_TIMERSLACK, 0, 0, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		return ns
	}
	before := slack()
	w := newWaiter(t)
	during := slack()
	closeWaiter(t, w)
	if after := slack(); during != 1 || after != before {
		t.Errorf("timer slack before, with and after a waiter = %d, %d, %d ns, want %d, 1, %d", before, during, after, before, before)
	}
}

func TestWaiterCPU(t *testing.T) {
	w := newWaiter(t)
	idle := closeWaiter(t, w)
	if idle < 0 {
		t.Errorf("CPU time of a waiter that did nothing = %v", idle)
	}
	w = newWaiter(t)
	const work = 3 * time.Millisecond
	for from := w.cpuBefore; ; {
		now, err := ThreadCPU()
		if err != nil {
			t.Fatal(err)
		}
		if now-from >= work {
			break
		}
	}
	if got := closeWaiter(t, w); got < work {
		t.Errorf("CPU time of a thread that worked for %v = %v", work, got)
	}
}
