package process

import (
	"bufio"
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/wiretax/wiretax/bench/meter"
)

func TestMain(m *testing.M) {
	if code, asked := Watch(os.Args, os.Stderr); asked {
		os.Exit(code)
	}
	if name := os.Getenv(measuresAs); name != "" {
		os.Exit(measureUntilEOF(name))
	}
	os.Exit(m.Run())
}

// started is a shell's script below a watcher, which has said that it is ready. Every process
// of it bears its mark, whatever session it is in and whoever its parent is.
type started struct {
	*command
	mark   string
	reaped chan struct{}
}

const markName = "WIRETAX_TEST_MARK="

func start(t *testing.T, script string) *started {
	t.Helper()
	c, err := newCommand(os.Args[0], "sh", "-c", script)
	if err != nil {
		t.Fatal(err)
	}
	s := &started{c, markName + t.Name(), make(chan struct{})}
	c.Env = append(os.Environ(), s.mark)
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	c.Stdout = write
	err = c.Start()
	c.started()
	write.Close()
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		c.Wait()
		close(s.reaped)
	}()
	t.Cleanup(func() {
		c.close()
		<-s.reaped
		read.Close()
	})
	if line, err := bufio.NewReader(read).ReadString('\n'); line != "ready\n" {
		t.Fatalf("the script printed %q, %v, want ready", line, err)
	}
	return s
}

// marked returns the processes of the script.
func (s *started) marked(t *testing.T) (pids []int) {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		environ, err := os.ReadFile(file)
		if err != nil {
			continue // it has ended, or is another user's
		}
		if pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(file))); slices.Contains(strings.Split(string(environ), "\x00"), s.mark) && pid != s.Process.Pid {
			pids = append(pids, pid)
		}
	}
	return pids
}

// until polls for half a minute.
func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	limit := time.After(30 * time.Second)
	for tick := time.Tick(5 * time.Millisecond); !done(); {
		select {
		case <-tick:
		case <-limit:
			t.Fatalf("waited half a minute for %s", what)
		}
	}
}

// hop is a process that starts the next one, in a session of its own, and ends: nobody ever
// sees the same one twice. The last stays.
const hop = `trap '' TERM
if [ "$1" = 20000 ]; then exec sleep 600; fi
if [ "$1" = 5 ]; then echo ready; fi
setsid sh "$0" $(($1 + 1)) &
`

// scripts returns what users write into a start command, and worse.
func scripts(t *testing.T) map[string]string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "hop.sh")
	if err := os.WriteFile(file, []byte(hop), 0o600); err != nil {
		t.Fatal(err)
	}
	return map[string]string{
		"in the foreground":                `sleep 600 & echo ready; wait`,
		"in the background":                `sleep 600 & echo ready`,
		"a daemon in its own session":      `setsid sh -c 'sleep 600 & echo ready' &`,
		"a daemon whose parents are gone":  `(setsid sh -c '(setsid sleep 600 &); echo ready' &) &`,
		"SIGTERM is ignored":               `trap '' TERM; sleep 600 & echo ready; wait`,
		"stopped":                          `sleep 600 & kill -STOP $!; echo ready; wait`,
		"children started anew":            `trap '' TERM; echo ready; for i in $(seq 500); do sh -c "trap '' TERM; sleep 600"; done`,
		"a process that is never the same": `sh ` + file + ` 0`,
	}
}

// Nothing is left when the watcher has ended, however it was told to end.
func TestNothingOutlivesTheWatcher(t *testing.T) {
	for how, tell := range map[string]func(*started){
		"the pipe is closed": func(s *started) { s.close() },
		"SIGTERM":            func(s *started) { unix.Kill(s.Process.Pid, unix.SIGTERM) },
	} {
		for name, script := range scripts(t) {
			if how == "SIGTERM" && strings.Contains(script, "trap ''") {
				continue // they take seconds, and end in the same way
			}
			t.Run(how+", "+name, func(t *testing.T) {
				t.Parallel()
				s := start(t, script)
				select {
				case <-s.reaped:
					t.Errorf("the watcher ended before what it watches")
				default:
				}
				tell(s)
				<-s.reaped
				if code := s.ProcessState.ExitCode(); code == exitNotRunnable {
					t.Errorf("the watcher gave up")
				}
				if left := s.marked(t); len(left) > 0 {
					t.Errorf("processes %v are left", left)
					for _, pid := range left {
						unix.Kill(pid, unix.SIGKILL)
					}
				}
			})
		}
	}
}

// A watcher that is killed cannot end anything, but its command dies with it.
func TestKilledWatcher(t *testing.T) {
	s := start(t, `echo ready; exec sleep 600`)
	unix.Kill(s.Process.Pid, unix.SIGKILL)
	<-s.reaped
	until(t, "the command's end", func() bool { return len(s.marked(t)) == 0 })
}

func TestWatcherEndsAsItsCommand(t *testing.T) {
	for _, test := range []struct {
		name   string
		args   []string
		code   int
		stdout string
		stderr string // part of it
	}{
		{"well", []string{"sh", "-c", "echo out; echo err >&2"}, 0, "out\n", "err\n"},
		{"with a status", []string{"sh", "-c", "exit 3"}, 3, "", ""},
		{"by a signal", []string{"sh", "-c", "kill -KILL $$"}, 137, "", ""},
		{"after a child in the background", []string{"sh", "-c", "(setsid sh -c 'sleep 0.1; echo late' &); exit 4"}, 4, "late\n", ""},
		{"no such command", []string{"no-such-command"}, 127, "", `exec: "no-such-command": executable file not found`},
		{"without the pipe", []string{"sh", "-c", "exec test -p /proc/self/fd/3"}, 1, "", ""},
	} {
		c, err := newCommand(os.Args[0], test.args[0], test.args[1:]...)
		if err != nil {
			t.Fatal(err)
		}
		var stdout, stderr bytes.Buffer
		c.Stdout, c.Stderr = &stdout, &stderr
		c.Run()
		c.started()
		c.close()
		if got := c.ProcessState.ExitCode(); got != test.code || stdout.String() != test.stdout || !strings.Contains(stderr.String(), test.stderr) {
			t.Errorf("%s: exit %d, stdout %q, stderr %q, want %d, %q, %q", test.name, got, &stdout, &stderr, test.code, test.stdout, test.stderr)
		}
	}
}

// The cost of a daemon counts, and that of its watcher does not.
func TestCostsBelowTheWatcher(t *testing.T) {
	s := start(t, `setsid sh -c 'sleep 600 & echo ready; while :; do :; done' &`)
	var cpu time.Duration
	until(t, "some CPU time", func() bool {
		var err error
		cpu, _, err = meter.ReadBelow(s.Process.Pid)
		return err == nil && cpu > 50*time.Millisecond
	})
	both, _, err := meter.ReadTree(s.Process.Pid)
	if own, ownErr := meter.ProcessCPU(s.Process.Pid); err != nil || ownErr != nil || own <= 0 || both < cpu+own {
		t.Errorf("the tree used %v, %v, the watcher %v, %v, what is below it %v", both, err, own, ownErr, cpu)
	}
}

func TestWatchIsForWiretaxAlone(t *testing.T) {
	for _, args := range [][]string{nil, {"wiretax"}, {"wiretax", "load", watcherName}} {
		if _, asked := Watch(args, nil); asked {
			t.Errorf("Watch(%q) takes itself for a watcher", args)
		}
	}
}

func TestDescribe(t *testing.T) {
	for code, want := range map[int]string{
		0: "exit status 0", 3: "exit status 3", 128: "exit status 128", 137: "exit status 137 (signal: killed)",
		139: "exit status 139 (signal: segmentation fault)", 255: "exit status 255",
	} {
		if got := describe(code); got != want {
			t.Errorf("describe(%d) = %q, want %q", code, got, want)
		}
	}
}
