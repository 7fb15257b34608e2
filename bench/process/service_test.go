package process

import (
	"os/exec"
	"strconv"
	"sync"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/wiretax/wiretax/bench/meter"
)

func allCPUs(t *testing.T) meter.CPUs {
	t.Helper()
	cpus, err := meter.AllowedCPUs()
	if err != nil {
		t.Fatal(err)
	}
	return cpus
}

// The pid of a process that was reaped may be that of another, and so its process group.
func TestNoSignalAfterTheProcessIsReaped(t *testing.T) {
	for _, tt := range []struct {
		name, command string
		wait          bool // until it has ended by itself
	}{
		{"asked to end", "exec sleep 60", false},
		{"ended by itself", "exit 3", true},
	} {
		var mu sync.Mutex
		late := 0
		sendSignal = func(pid int, signal syscall.Signal) error {
			mu.Lock()
			defer mu.Unlock()
			// A process that has ended and was not reaped is still there to be waited for.
			if err := unix.Waitid(unix.P_PID, max(pid, -pid), nil, unix.WEXITED|unix.WNOWAIT|unix.WNOHANG, nil); err != nil {
				late++
			}
			return syscall.Kill(pid, signal)
		}
		s, _, err := startProcess("service", exec.Command("sh", "-c", tt.command), allCPUs(t))
		if err != nil {
			t.Fatal(err)
		}
		if tt.wait {
			<-s.reaped
		}
		s.Stop()
		s.Stop() // a second time does nothing
		sendSignal = syscall.Kill
		if late > 0 {
			t.Errorf("%s: %d signals to a pid that was reaped", tt.name, late)
		}
	}
}

// The processes of a watcher that was killed are still in its group.
func TestTheGroupEndsWithItsLeader(t *testing.T) {
	s, lines, err := startProcess("service", exec.Command("sh", "-c", "sleep 60 & echo $!; wait"), allCPUs(t))
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(<-lines)
	if err != nil {
		t.Fatal(err)
	}
	child, err := unix.PidfdOpen(pid, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(child)
	s.signal(s.PID, syscall.SIGKILL)
	<-s.reaped
	// A pidfd can be read once its process has ended.
	if n, err := unix.Poll([]unix.PollFd{{Fd: int32(child), Events: unix.POLLIN}}, 5000); n != 1 || err != nil {
		t.Errorf("the child goes on: %d, %v", n, err)
		unix.Kill(pid, unix.SIGKILL)
	}
}
