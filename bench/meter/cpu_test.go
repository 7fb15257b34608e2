package meter

import (
	"bufio"
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestProcessCPUAgreesWithRusage(t *testing.T) {
	// The child works, reports it, and waits to be released.
	cmd := exec.Command("sh", "-c", "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; echo done; read line || :")
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	pid := cmd.Process.Pid
	read := func() time.Duration {
		t.Helper()
		cpu, err := ProcessCPU(pid)
		if err != nil {
			t.Fatalf("ProcessCPU(%d) = %v", pid, err)
		}
		return cpu
	}
	before := read()
	if line, err := bufio.NewReader(stdout).ReadString('\n'); err != nil {
		t.Fatalf("the child said %q, %v", line, err)
	}
	after := read()
	if after <= before {
		t.Errorf("ProcessCPU = %v, then %v after work", before, after)
	}
	// Idle, it costs nothing more.
	if idle := read(); idle > after+after/2 {
		t.Errorf("ProcessCPU = %v, then %v without work", after, idle)
	}
	stdin.Close()
	// It has ended, but is not reaped: its clock can still be read, and shows all of its time.
	if err := unix.Waitid(unix.P_PID, pid, nil, unix.WEXITED|unix.WNOWAIT, nil); err != nil {
		t.Fatalf("Waitid = %v", err)
	}
	total := read()
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	rusage := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	if ratio := float64(total) / float64(rusage); ratio < 0.95 || ratio > 1.05 {
		t.Errorf("ProcessCPU = %v, rusage says %v, want the same within 5 %%", total, rusage)
	}
	if cpu, err := ProcessCPU(pid); err == nil || !strings.Contains(err.Error(), fmt.Sprint(pid)) {
		t.Errorf("ProcessCPU of a reaped process = %v, %v, want an error that names it", cpu, err)
	}
}

// work works until this process has used d more CPU time.
func work(t *testing.T, d time.Duration) {
	t.Helper()
	for from := time.Duration(-1); ; {
		now, err := OwnCPU()
		if err != nil {
			t.Fatalf("OwnCPU() = %v", err)
		}
		if from < 0 {
			from = now
		}
		if now-from >= d {
			return
		}
	}
}

func TestOwnCPUIsThatOfTheOwnPid(t *testing.T) {
	work(t, 5*time.Millisecond)
	before, err1 := OwnCPU()
	byPid, err2 := ProcessCPU(unix.Getpid())
	after, err3 := OwnCPU()
	if err1 != nil || err2 != nil || err3 != nil || byPid < before || byPid > after {
		t.Errorf("OwnCPU, ProcessCPU(own pid), OwnCPU = %v, %v, %v (%v, %v, %v), want them in order",
			before, byPid, after, err1, err2, err3)
	}
}
