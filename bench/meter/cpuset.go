package meter

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// CPUs is a set of CPUs in ascending order.
type CPUs []int

// AllowedCPUs returns the CPUs that this process may run on.
func AllowedCPUs() (CPUs, error) {
	var mask unix.CPUSet
	if err := unix.SchedGetaffinity(0, &mask); err != nil {
		return nil, fmt.Errorf("read the allowed CPUs: %w", err)
	}
	var set CPUs
	for cpu := 0; len(set) < mask.Count(); cpu++ {
		if mask.IsSet(cpu) {
			set = append(set, cpu)
		}
	}
	return set, nil
}

// Split gives the server the last CPU and the client another one, on another core if there is
// one. With one CPU each, utilisation means the same on every machine. If only one CPU is
// allowed, both get it, and shared is true.
func Split(allowed CPUs) (server, client CPUs, shared bool) {
	return split(allowed, siblings)
}

func split(allowed CPUs, siblings func(a, b int) bool) (server, client CPUs, shared bool) {
	last := allowed[len(allowed)-1]
	server = CPUs{last}
	for _, cpu := range allowed[:len(allowed)-1] {
		if !siblings(cpu, last) {
			return server, CPUs{cpu}, false
		}
	}
	if len(allowed) > 1 {
		return server, CPUs{allowed[0]}, false
	}
	return server, server, true
}

// siblings reports whether two CPUs are hardware threads of one core; false if the kernel does not
// tell.
func siblings(a, b int) bool {
	text, err := os.ReadFile(fmt.Sprintf("/sys/devices/system/cpu/cpu%d/topology/thread_siblings_list", a))
	if err != nil {
		return false
	}
	for part := range strings.SplitSeq(strings.TrimSpace(string(text)), ",") {
		from, to, isRange := strings.Cut(part, "-")
		if !isRange {
			to = from
		}
		first, err1 := strconv.Atoi(from)
		last, err2 := strconv.Atoi(to)
		if err1 == nil && err2 == nil && first <= b && b <= last {
			return true
		}
	}
	return false
}

// String writes the set as the kernel does: "0-3,5".
func (c CPUs) String() string {
	var parts []string
	for i := 0; i < len(c); {
		j := i
		for j+1 < len(c) && c[j+1] == c[j]+1 {
			j++
		}
		part := strconv.Itoa(c[i])
		if j > i {
			part += "-" + strconv.Itoa(c[j])
		}
		parts = append(parts, part)
		i = j + 1
	}
	return strings.Join(parts, ",")
}

func (c CPUs) mask() *unix.CPUSet {
	var mask unix.CPUSet
	for _, cpu := range c {
		mask.Set(cpu)
	}
	return &mask
}

// Pin binds every thread of this process, and those that they will start, to the CPUs.
func Pin(c CPUs) error {
	// A thread may start another one while the list is read, so go on until a list holds
	// no new thread.
	pinned := make(map[int]bool)
	for more := true; more; {
		more = false
		threads, err := os.ReadDir("/proc/self/task")
		if err != nil {
			return fmt.Errorf("pin to CPUs %v: %w", c, err)
		}
		for _, thread := range threads {
			id, err := strconv.Atoi(thread.Name())
			if err != nil || pinned[id] {
				continue
			}
			if err := unix.SchedSetaffinity(id, c.mask()); err != nil && err != unix.ESRCH {
				return fmt.Errorf("pin to CPUs %v: %w", c, err)
			}
			pinned[id], more = true, true
		}
	}
	return nil
}

// onCPUs runs do on a thread that is bound to the CPUs, and gives the thread back those that it
// had before.
func onCPUs(c CPUs, do func() error) (err error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var before unix.CPUSet
	if err := unix.SchedGetaffinity(0, &before); err != nil {
		return fmt.Errorf("bind a thread to CPUs %v: %w", c, err)
	}
	if err := unix.SchedSetaffinity(0, c.mask()); err != nil {
		return fmt.Errorf("bind a thread to CPUs %v: %w", c, err)
	}
	defer func() {
		if restoreErr := unix.SchedSetaffinity(0, &before); restoreErr != nil {
			err = errors.Join(err, fmt.Errorf("restore CPUs: %w", restoreErr))
		}
	}()
	return do()
}

// StartPinned starts cmd on the CPUs. The child inherits them from the thread that forks
// it, so that even its first instruction runs on them.
func StartPinned(cmd *exec.Cmd, c CPUs) error { return onCPUs(c, cmd.Start) }
