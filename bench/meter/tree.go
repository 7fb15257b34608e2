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

// Tree is a process and all that descend from it, as they are now: a service may be a
// shell that started a master that started workers.
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

// TreeCPU is the CPU time of a process and of all that descend from it now. What a child
// used that has ended since is lost.
func TreeCPU(pid int) (time.Duration, error) {
	return overTree(pid, ProcessCPU)
}

// TreePeakRSS sums up the most memory in bytes that each process of the tree has held.
func TreePeakRSS(pid int) (int64, error) {
	return overTree(pid, PeakRSS)
}

// overTree sums a reading up; only that of the first process has to be there.
func overTree[T ~int64](pid int, read func(int) (T, error)) (T, error) {
	sum, err := read(pid)
	if err != nil {
		return 0, err
	}
	tree, err := Tree(pid)
	if err != nil {
		return 0, err
	}
	for _, id := range tree[1:] {
		one, err := read(id)
		if err != nil && !errors.Is(err, os.ErrNotExist) && !errors.Is(err, unix.EINVAL) && !errors.Is(err, unix.ESRCH) {
			return 0, err
		}
		sum += one
	}
	return sum, nil
}
