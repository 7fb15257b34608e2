package pace

import (
	"errors"
	"time"

	"golang.org/x/sys/unix"
)

// Waiter waits for moments more precisely than the runtime's timers, which round sleeps
// below a millisecond up to one. It holds its goroutine on a thread of its own, whose
// kernel timers have the least slack, and sleeps in clock_nanosleep to absolute times; so
// no error adds up. It neither polls nor wakes early: on a core that the client shares,
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
	if err := LockThread(); err != nil {
		return nil, err
	}
	w := &Waiter{}
	// Go's clock first: what lies between the readings then counts as lag, and no wait
	// seems to end early.
	w.started = time.Now()
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &now); err != nil {
		return nil, errors.Join(err, UnlockThread())
	}
	w.start = now.Nano()
	var err error
	if w.cpuBefore, err = ThreadCPU(); err != nil {
		return nil, errors.Join(err, UnlockThread())
	}
	return w, nil
}

// WaitUntil returns when offset has passed since NewWaiter, or at once if it already has.
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

// Elapsed returns the time since NewWaiter. Unlike the other methods any goroutine may call it.
func (w *Waiter) Elapsed() time.Duration { return time.Since(w.started) }

// Close gives the thread back and returns the CPU time that it used since NewWaiter.
func (w *Waiter) Close() (time.Duration, error) {
	cpu, err := ThreadCPU()
	return cpu - w.cpuBefore, errors.Join(err, UnlockThread())
}
