// Package meter reads what a measurement costs and under which conditions it was taken:
// CPU clocks, cpusets and the host. It reads; only [Pin] changes anything.
package meter

import (
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

// ProcessCPU returns the CPU time, user and system, of another process in nanoseconds: its CPU
// clock, whose id the kernel derives from the pid. A process that was reaped has none, so call
// this before waiting for it.
func ProcessCPU(pid int) (time.Duration, error) {
	// CPUCLOCK_SCHED for a process, as in MAKE_PROCESS_CPUCLOCK of the kernel.
	clock := int32(^pid)<<3 | 2
	d, err := clockTime(clock)
	if err != nil {
		return 0, fmt.Errorf("read CPU clock of process %d: %w", pid, err)
	}
	return d, nil
}

// OwnCPU returns the CPU time of this process.
func OwnCPU() (time.Duration, error) {
	d, err := clockTime(unix.CLOCK_PROCESS_CPUTIME_ID)
	if err != nil {
		return 0, fmt.Errorf("read own CPU clock: %w", err)
	}
	return d, nil
}

func clockTime(clock int32) (time.Duration, error) {
	var t unix.Timespec
	err := unix.ClockGettime(clock, &t)
	return time.Duration(t.Nano()), err
}
