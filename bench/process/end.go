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
	// killLimit is how long those may take that are killed: more are born meanwhile where a
	// command forks in a loop.
	killLimit = 2 * time.Second
	// killEvery is how often what is left is looked for.
	killEvery = 10 * time.Millisecond
	// freezeRounds bounds how often new processes are looked for before some are killed.
	freezeRounds = 200

	// StopLimit is how long a watcher takes at the most to end everything below it.
	StopLimit = grace + killLimit
)

// endAll asks every process below the watcher to end, kills those that do not, and returns
// what gone says once there are none.
func endAll(gone <-chan unix.WaitStatus) (unix.WaitStatus, error) {
	for _, pid := range below() {
		unix.Kill(pid, unix.SIGTERM)
		unix.Kill(pid, unix.SIGCONT) // or one that stands still never sees it
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

// freeze stops every process below the watcher and returns them. One that is killed while its
// sibling runs may be started again by it at once; one that stands still starts nothing.
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

// below are the processes that descend from this one, as they are now.
func below() []int {
	own := os.Getpid()
	list := []int{own}
	for i := 0; i < len(list); i++ {
		list = append(list, children(list[i])...)
	}
	if len(list) > 1 {
		return list[1:]
	}
	// A kernel need not have the files of children.
	tree, err := meter.Tree(own)
	if err != nil {
		return nil
	}
	return tree[1:]
}

// children are those that a process has now. It asks the kernel for them instead of looking
// through all processes, which takes longer than some of them live.
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
