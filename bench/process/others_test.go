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
	fmt.Println(m.Warning())
	io.Copy(io.Discard, os.Stdin)
	m.End()
	return 0
}

// another starts a second program that measures. It says which others it knew.
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
	if knew != "" {
		t.Errorf("the first knew of others: %s", knew)
	}
	m := measure(name)
	defer m.End()
	if want := presence([]int{first}, false); m.Warning() != want {
		t.Errorf("the second says %q, want %q", m.Warning(), want)
	}
	end()
	third, knew, _ := another(t, name)
	if want := presence([]int{os.Getpid()}, false); knew != want {
		t.Errorf("the third says %q, want %q", knew, want)
	}
	want := presence([]int{first, third}, false)
	until(t, "the second to hear of the third", func() bool { return m.Warning() == want })
	same := measure(name)
	defer same.End()
	if want := presence([]int{third}, false); same.Warning() != want {
		t.Errorf("a second one of this program says %q, want %q", same.Warning(), want)
	}
}

// Any number of others makes one line.
func TestPresenceIsOneLine(t *testing.T) {
	const advice = "takes CPU time from this one, which makes times and CPU costs too high; measure one after the other"
	sixteen := []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}
	for _, test := range []struct {
		pids []int
		more bool
		want string
	}{
		{nil, false, ""},
		{[]int{7}, false, "another wiretax process measures beside this one (pid 7) and " + advice},
		{[]int{9, 7}, false, "2 other wiretax processes measured beside this one (pids 9, 7), at once or one after another: each " + advice},
		{sixteen, true, "more than 16 other wiretax processes measured beside this one (pids 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, …), at once or one after another: each " + advice},
	} {
		if got := presence(test.pids, test.more); got != test.want {
			t.Errorf("presence(%v, %v) = %q, want %q", test.pids, test.more, got, test.want)
		}
	}
}
