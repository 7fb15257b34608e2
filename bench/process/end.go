package process

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/wiretax/wiretax/bench/meter"
)

const (
	// grace is how long processes may take to end when asked, before they are killed.
	grace = 3 * time.Second
	// killLimit is how long killing them may take: a command that forks in a loop starts more
	// meanwhile.
	killLimit = 2 * time.Second
	// killEvery is how often to look for processes that are left.
	killEvery = 10 * time.Millisecond
	// freezeRounds is how often to look for new processes before some are killed.
	freezeRounds = 200

	// watcherLimit is the longest that a watcher takes to end everything below it.
	watcherLimit = grace + killLimit
)

// endAll asks every process below the watcher to end, kills those that do not, and returns the
// status from gone, which comes when none is left.
func endAll(gone <-chan unix.WaitStatus) (unix.WaitStatus, error) {
	for _, pid := range below() {
		unix.Kill(pid, unix.SIGTERM)
		unix.Kill(pid, unix.SIGCONT) // a stopped process would not see the other signal
	}
	select {
	case status := <-gone:
		return status, nil
	case <-time.After(grace):
	}
	limit := time.After(killLimit)
	for {
		for _, pid := range freeze() {
			unix.Kill(pid, unix.SIGKILL)
		}
		select {
		case status := <-gone:
			return status, nil
		case <-time.After(killEvery):
		case <-limit:
			return 0, fmt.Errorf("processes %v are left", below())
		}
	}
}

// freeze stops every process below the watcher and returns their ids. If one were killed while
// another runs, that could start it anew; a stopped process starts nothing.
func freeze() (frozen []int) {
	seen := make(map[int]bool)
	for range freezeRounds {
		moving := false
		for _, pid := range below() {
			if seen[pid] {
				continue
			}
			moving = true
			if unix.Kill(pid, unix.SIGSTOP) == nil {
				seen[pid], frozen = true, append(frozen, pid)
			}
		}
		if !moving {
			break
		}
	}
	return frozen
}

// below returns the processes that descend from this one at present.
func below() []int {
	own := os.Getpid()
	list := []int{own}
	for i := 0; i < len(list); i++ {
		list = append(list, children(list[i])...)
	}
	if len(list) > 1 {
		return list[1:]
	}
	// Not every kernel has the children files.
	tree, err := meter.Tree(own)
	if err != nil {
		return nil
	}
	return tree[1:]
}

// children returns the children that a process has at present. It asks the kernel for them:
// looking through all processes takes longer than some of them live.
func children(pid int) (list []int) {
	files, err := filepath.Glob("/proc/" + strconv.Itoa(pid) + "/task/*/children")
	if err != nil {
		return nil
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // the thread has ended
		}
		for field := range strings.FieldsSeq(string(text)) {
			if child, err := strconv.Atoi(field); err == nil {
				list = append(list, child)
			}
		}
	}
	return list
}
