package process

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// measuresAs makes this program one that measures until its stdin is closed.
const measuresAs = "WIRETAX_TEST_MEASURES_AS"

func measureUntilEOF(name string) int {
	m := measure(name)
	fmt.Println(len(m.Warnings()))
	io.Copy(io.Discard, os.Stdin)
	m.End()
	return 0
}

// another starts a second program that measures. It says of how many others it knew.
func another(t *testing.T, name string) (pid int, knew string, end func()) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), measuresAs+"="+name)
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
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	end = func() {
		stdin.Close()
		cmd.Wait()
	}
	t.Cleanup(end)
	return cmd.Process.Pid, strings.TrimSpace(line), end
}

// Both know of each other, whichever was first, and also of a third that comes when the first
// has gone.
func TestMeasuringAtTheSameTime(t *testing.T) {
	name := fmt.Sprint("wiretax-test-", os.Getpid())
	first, knew, end := another(t, name)
	if knew != "0" {
		t.Errorf("the first knew of %s others, want 0", knew)
	}
	m := measure(name)
	defer m.End()
	if lines := m.Warnings(); len(lines) != 1 {
		t.Errorf("the second knows of %q, want the first alone", lines)
	}
	end()
	third, knew, _ := another(t, name)
	if knew != "1" {
		t.Errorf("the third knew of %s others, want 1", knew)
	}
	until(t, "the second to hear of the third", func() bool { return len(m.Warnings()) == 2 })
	for i, pid := range []int{first, third} {
		if line := m.Warnings()[i]; !strings.Contains(line, fmt.Sprint("process ", pid, " measures")) {
			t.Errorf("warning %d is %q, want it to name %d", i, line, pid)
		}
	}
	same := measure(name)
	defer same.End()
	if strings.Contains(strings.Join(same.Warnings(), "\n"), fmt.Sprint("process ", os.Getpid(), " ")) {
		t.Error("a program takes itself for another")
	}
}
