package meter

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

const (
	// workSteps take about a millisecond on a CPU of 2026.
	workSteps = 1_000_000
	workTries = 5
)

// TimeFixedWork returns how long a fixed piece of work takes on the slowest of the CPUs: the
// best of five times on each, so that an interruption does not count. It shows a CPU that runs
// slower than before because of heat, a neighbour on its core or a hypervisor.
func TimeFixedWork(c CPUs) (slowest time.Duration, err error) {
	for _, cpu := range c {
		if err := onCPUs(CPUs{cpu}, func() error {
			slowest = max(slowest, bestOfFixedWork())
			return nil
		}); err != nil {
			return 0, fmt.Errorf("time fixed work: %w", err)
		}
	}
	return slowest, nil
}

func bestOfFixedWork() time.Duration {
	best := time.Duration(1<<63 - 1)
	for range workTries {
		start := time.Now()
		x := uint64(start.UnixNano()) | 1
		for range workSteps { // each step needs the one before: no CPU can overlap them
			x ^= x << 13
			x ^= x >> 7
			x ^= x << 17
		}
		best = min(best, time.Since(start))
		runtime.KeepAlive(x) // otherwise the compiler might remove the work
	}
	return best
}

// Pressure returns the time, since the machine started, in which some task was ready and waited
// for a CPU (Linux's pressure stall information); false if the kernel does not tell.
func Pressure() (time.Duration, bool) {
	text, err := os.ReadFile("/proc/pressure/cpu")
	if err != nil {
		return 0, false
	}
	return parsePressure(string(text))
}

func parsePressure(text string) (time.Duration, bool) {
	line, _, _ := strings.Cut(text, "\n")
	_, total, found := strings.Cut(line, "total=")
	micros, err := strconv.ParseInt(total, 10, 64)
	return time.Duration(micros) * time.Microsecond, found && err == nil && strings.HasPrefix(line, "some ")
}
