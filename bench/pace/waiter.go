package pace

import (
	"errors"
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

// Waiter waits for moments more precisely than the runtime's timers, which round sleeps
// below a millisecond up to one. It holds its goroutine on a thread of its own, whose
// kernel timers have the least slack, and sleeps in clock_nanosleep to absolute times; so
// no error adds up. It neither spins nor wakes early: on a core that the client shares,
// that would take the client's time.
//
// A Waiter belongs to the goroutine that made it. That goroutine calls Close.
type Waiter struct {
	// start and started are the same moment, on the kernel's CLOCK_MONOTONIC in
	// nanoseconds and on Go's clock, whose reading needs no system call.
	start     int64
	started   time.Time
	cpuBefore time.Duration
}

// NewWaiter locks the calling goroutine to its thread. Offset 0 of WaitUntil is now.
func NewWaiter() (*Waiter, error) {
	runtime.LockOSThread()
	w := &Waiter{}
	if err := unix.Prctl(unix.PR_SET_TIMERSLACK, 1, 0, 0, 0); err != nil {
		runtime.UnlockOSThread()
		return nil, err
	}
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &now); err != nil {
		runtime.UnlockOSThread()
		return nil, err
	}
	w.start, w.started = now.Nano(), time.Now()
	var err error
	if w.cpuBefore, err = threadCPU(); err != nil {
		runtime.UnlockOSThread()
		return nil, err
	}
	return w, nil
}

// WaitUntil returns when offset has passed since NewWaiter; at once where it has already.
func (w *Waiter) WaitUntil(offset time.Duration) error {
	at := unix.NsecToTimespec(w.start + int64(offset))
	for {
		// The call enters the scheduler as a blocking one, so that its P runs other
		// goroutines meanwhile. A raw system call keeps the P for milliseconds.
		err := unix.ClockNanosleep(unix.CLOCK_MONOTONIC, unix.TIMER_ABSTIME, &at, nil)
		if !errors.Is(err, unix.EINTR) { // the runtime's preemption signals
			return err
		}
	}
}

// Elapsed is the time since NewWaiter. Unlike the other methods any goroutine may call it.
func (w *Waiter) Elapsed() time.Duration { return time.Since(w.started) }

// Close gives the thread back and returns the CPU time that it used since NewWaiter.
func (w *Waiter) Close() (time.Duration, error) {
	defer runtime.UnlockOSThread()
	cpu, err := threadCPU()
	return cpu - w.cpuBefore, err
}

func threadCPU() (time.Duration, error) {
	var t unix.Timespec
	err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t)
	return time.Duration(t.Nano()), err
}
