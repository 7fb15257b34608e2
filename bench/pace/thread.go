package pace

import (
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

// LockThread gives the calling goroutine a thread of its own that wakes as soon as the kernel can:
// its timers have the least slack, and it goes before threads with longer slices. The goroutine
// calls UnlockThread.
func LockThread() error {
	runtime.LockOSThread()
	if err := unix.Prctl(unix.PR_SET_TIMERSLACK, 1, 0, 0, 0); err != nil {
		runtime.UnlockOSThread()
		return err
	}
	requestSlice(shortestSlice)
	return nil
}

// UnlockThread gives the thread back as it was.
func UnlockThread() error {
	defer runtime.UnlockOSThread()
	requestSlice(0)
	// 0 restores the slack that the thread began with.
	return unix.Prctl(unix.PR_SET_TIMERSLACK, 0, 0, 0, 0)
}

// shortestSlice is the least that the kernel grants.
const shortestSlice = 100 * time.Microsecond

// requestSlice asks the scheduler for slices of that length on this thread, 0 for its
// default. From Linux 6.12 on a thread with short slices goes before one with long ones when
// it wakes, which takes no privilege and no more CPU time. Older kernels ignore it and
// containers may forbid it; the lag, which is always measured, shows it.
func requestSlice(length time.Duration) {
	attr, err := unix.SchedGetAttr(0, 0)
	if err != nil {
		return
	}
	attr.Runtime = uint64(length)
	_ = unix.SchedSetAttr(0, attr, 0)
}

// ThreadCPU returns the CPU time, user and system, that the calling thread has used.
func ThreadCPU() (time.Duration, error) {
	var t unix.Timespec
	err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t)
	return time.Duration(t.Nano()), err
}
