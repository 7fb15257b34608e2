package meter

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// Tree returns a process and all that descend from it, as they are now: a service may be a shell
// that started a master that started workers.
func Tree(pid int) ([]int, error) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil, fmt.Errorf("list processes: %w", err)
	}
	children := make(map[int][]int)
	for _, entry := range entries {
		id, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		stat, err := os.ReadFile("/proc/" + entry.Name() + "/stat")
		if err != nil {
			continue // it has ended
		}
		if parent, ok := parentOf(string(stat)); ok {
			children[parent] = append(children[parent], id)
		}
	}
	tree := []int{pid}
	for i := 0; i < len(tree); i++ {
		tree = append(tree, children[tree[i]]...)
	}
	return tree, nil
}

// parentOf reads the fourth field of a stat file. The second is a name in parentheses that
// may hold anything, also parentheses.
func parentOf(stat string) (int, bool) {
	fields := strings.Fields(stat[strings.LastIndexByte(stat, ')')+1:])
	if len(fields) < 2 {
		return 0, false
	}
	parent, err := strconv.Atoi(fields[1])
	return parent, err == nil
}

// ReadTree sums up a process and all that descend from it now: their CPU time, and the most
// memory in bytes that each has held. It does not include what a child used that has been waited
// for since. Only the first process must exist.
func ReadTree(pid int) (cpu time.Duration, peak int64, err error) {
	tree, err := Tree(pid)
	if err != nil {
		return 0, 0, err
	}
	return sum(tree, 1)
}

// ReadBelow sums up all that descend from a process as [ReadTree] does, without that process.
// There must be at least one.
func ReadBelow(pid int) (cpu time.Duration, peak int64, err error) {
	tree, err := Tree(pid)
	if err != nil {
		return 0, 0, err
	}
	if len(tree) == 1 {
		return 0, 0, fmt.Errorf("read what descends from process %d: nothing does", pid)
	}
	return sum(tree[1:], 0)
}

// sum adds up processes, of which the first few must exist.
func sum(tree []int, needed int) (cpu time.Duration, peak int64, err error) {
	for i, id := range tree {
		one, err := ProcessCPU(id)
		if err != nil && i >= needed && ended(err) {
			continue
		}
		if err != nil {
			return 0, 0, err
		}
		cpu += one
		held, err := PeakRSS(id)
		if err != nil && (i < needed || !ended(err)) {
			return 0, 0, err
		}
		peak += held
	}
	return cpu, peak, nil
}

// ended reports whether an error comes from a process that has ended; one that its parent has
// not waited for yet still has a CPU clock and no memory.
func ended(err error) bool {
	return errors.Is(err, errNoField) || errors.Is(err, os.ErrNotExist) || errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ESRCH)
}
