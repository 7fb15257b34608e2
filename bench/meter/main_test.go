package meter

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// pinEnv makes the test binary pin itself and print what came of it, since pinning cannot
// be undone for the threads of a test.
const pinEnv = "WIRETAX_TEST_PIN"

func TestMain(m *testing.M) {
	if cpu := os.Getenv(pinEnv); cpu != "" {
		if err := pinMyself(cpu); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// pinMyself starts threads, pins the process, starts more and prints where they all may run.
func pinMyself(cpu string) error {
	number, err := strconv.Atoi(cpu)
	if err != nil {
		return err
	}
	release := make(chan struct{})
	defer close(release)
	startThreads(4, release)
	if err := Pin(CPUs{number}); err != nil {
		return err
	}
	startThreads(4, release)
	allowed, err := allowedOfThreads()
	fmt.Println(strings.Join(allowed, " "))
	return err
}

// startThreads returns when n goroutines each hold a thread, until release is closed.
func startThreads(n int, release <-chan struct{}) {
	started := make(chan struct{})
	for range n {
		go func() {
			runtime.LockOSThread()
			started <- struct{}{}
			<-release
		}()
	}
	for range n {
		<-started
	}
}

// allowedOfThreads lists the sets of CPUs of this process's threads, each once.
func allowedOfThreads() ([]string, error) {
	files, err := filepath.Glob("/proc/self/task/*/status")
	if err != nil {
		return nil, err
	}
	var sets []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // a thread that has ended
		}
		for line := range strings.Lines(string(text)) {
			if set, ok := strings.CutPrefix(line, "Cpus_allowed_list:"); ok {
				sets = append(sets, strings.TrimSpace(set))
			}
		}
	}
	slices.Sort(sets)
	return slices.Compact(sets), nil
}
