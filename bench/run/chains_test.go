package run

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
)

// testNode returns a symbolic link to this program, which acts as Node.js.
func testNode(t *testing.T) Node {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(t.TempDir(), nodeName)
	if err := os.Symlink(self, program); err != nil {
		t.Fatal(err)
	}
	return Node{program: program, server: "server.js"}
}

// The trials are short here, and so may not count. But each must get an answer, and record what
// each process cost and carried.
func TestRunsOverSeveralProcesses(t *testing.T) {
	for _, test := range []struct {
		name string
		plan plan.Plan
		// processes of each trial, by operation and stack; of those not named there is one.
		processes map[string][]string
	}{
		{"gateway", plan.Plan{
			Stacks:     []string{"rest", "grpc", "node-grpc", "node-rest", "go-grpc-twin"},
			Operations: []plan.Operation{{Name: "Recommend", Rate: plan.PerSecond(100), Work: "wait=1ms"}},
		}, map[string][]string{
			"Recommend node-grpc": {"gateway", "grpc service"}, "Recommend node-rest": {"gateway", "rest service"}, "Recommend go-grpc-twin": {"gateway", "grpc service"},
			"empty-request node-grpc": {"gateway", "grpc service"}, "empty-request node-rest": {"gateway", "rest service"}, "empty-request go-grpc-twin": {"gateway", "grpc service"},
		}},
		{"chain", plan.Plan{Operations: []plan.Operation{
			{Name: "GetStock", Rate: plan.PerSecond(100)}, {Name: "order", Operation: "GetOrder", Rate: plan.PerSecond(50), Items: 3, Calls: "parallel"},
		}}, map[string][]string{
			"order rest": {"order", "product", "inventory"}, "order grpc": {"order", "product", "inventory"},
		}},
	} {
		c := catalogConfig(t, test.plan)
		c.Node = testNode(t)
		if err := Run(t.Context(), c); err != nil {
			t.Fatalf("%s: Run() = %v", test.name, err)
		}
		run, err := record.Open(c.Dir)
		if err != nil {
			t.Fatal(err)
		}
		seen := make(map[string]bool)
		for _, trial := range run.Trials {
			key := trial.Operation + " " + trial.Stack
			seen[key] = true
			if trial.Completed == 0 || trial.Errors.Total > 0 || trial.ConnectionsOpened != 2 {
				t.Errorf("%s: completed %d, errors %v, %d connections, reasons %q", trial.ID, trial.Completed, trial.Errors, trial.ConnectionsOpened, trial.Reasons)
			}
			if served := trial.Service.P50; trial.Operation == "Recommend" && (served == nil || *served < 1e-3) {
				t.Errorf("%s has a median of %v s beside work of 1 ms", trial.ID, served)
			}
			if tells := !strings.HasPrefix(trial.Stack, nodeName); (trial.LiveHeapBytes != nil) != tells || !trial.PeakInWindow {
				t.Errorf("%s: the live heap is %v, the peak is that of the window: %v; want the heap of services of ours, and every peak", trial.ID, trial.LiveHeapBytes, trial.PeakInWindow)
			}
			checkProcesses(t, trial, test.processes[key])
			checkHops(t, trial, test.processes[key])
		}
		for key := range test.processes {
			if !seen[key] {
				t.Errorf("%s: no trial of %s", test.name, key)
			}
		}
	}
	if left := served(t); len(left) > 0 {
		t.Errorf("processes are left: %v", left)
	}
}

// checkProcesses compares what a trial says of its processes with their names.
func checkProcesses(t *testing.T, trial record.Trial, want []string) {
	t.Helper()
	var names []string
	sum := 0.0
	for _, p := range trial.Processes {
		names = append(names, p.Name)
		if p.CPUSeconds == nil || *p.CPUSeconds <= 0 && trial.Operation != record.EmptyRequest {
			t.Errorf("%s: %s used %v s", trial.ID, p.Name, p.CPUSeconds)
			continue
		}
		sum += *p.CPUSeconds
	}
	if !slices.Equal(names, want) {
		t.Errorf("%s: processes are %q, want %q", trial.ID, names, want)
	}
	if trial.ServerCPUSeconds == nil || *trial.ServerCPUSeconds <= 0 || len(want) > 0 && sum != *trial.ServerCPUSeconds {
		t.Errorf("%s: server CPU is %v s, its processes used %v s together", trial.ID, trial.ServerCPUSeconds, sum)
	}
}

// checkHops compares the hops of a trial with the processes that they lead to.
func checkHops(t *testing.T, trial record.Trial, processes []string) {
	t.Helper()
	if len(trial.Hops) != len(processes) {
		t.Errorf("%s: hops are %+v, want one to each of %q", trial.ID, trial.Hops, processes)
		return
	}
	from := "client"
	for i, hop := range trial.Hops {
		if hop.From != from || hop.To != processes[i] {
			t.Errorf("%s: hop %d leads from %s to %s, want %s to %s", trial.ID, i, hop.From, hop.To, from, processes[i])
		}
		from = processes[i]
		// For an empty request the gateway asks no other service.
		if asked := i == 0 || trial.Operation != record.EmptyRequest; asked != (hop.BytesSent > 0 && hop.BytesReceived > 0) {
			t.Errorf("%s: to %s went %v bytes a request, and back %v", trial.ID, hop.To, hop.BytesSent, hop.BytesReceived)
		}
	}
	if len(processes) == 0 {
		return
	}
	if first := trial.Hops[0]; math.Round(first.BytesReceived*float64(trial.Completed)) != float64(*trial.BytesReceived) {
		t.Errorf("%s: the client got %d bytes, its hop says %v for each of %d requests", trial.ID, *trial.BytesReceived, first.BytesReceived, trial.Completed)
	}
}

// served returns the processes of this program's that serve something, by its name.
func served(t *testing.T) map[string]int {
	t.Helper()
	return processes(t, func(args []string) string {
		if len(args) > 2 && args[1] == "serve" {
			return args[2]
		}
		return ""
	})
}

// processes returns the processes of this program that name names, by that name.
func processes(t *testing.T, name func(args []string) string) map[string]int {
	t.Helper()
	folders, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[string]int)
	for _, folder := range folders {
		command, err := os.ReadFile(filepath.Join(folder, "cmdline"))
		if err != nil {
			continue // it has ended
		}
		if args := strings.Split(string(command), "\x00"); args[0] == os.Args[0] && name(args) != "" {
			found[name(args)], _ = strconv.Atoi(filepath.Base(folder))
		}
	}
	return found
}

// A trial ends when a process of its chain does, and says which one it was. The run goes on, and
// leaves nothing running.
func TestKilledProcessInvalidatesItsTrial(t *testing.T) {
	c := catalogConfig(t, plan.Plan{Operations: []plan.Operation{{Name: "GetOrder", Rate: plan.PerSecond(100)}}})
	c.Plan.Window = 0.5
	ended := make(chan error, 1)
	go func() { ended <- Run(t.Context(), c) }()
	// The folder is there as soon as nothing but trials is to come.
	await(t, "the trials to begin", func() bool { _, err := os.Stat(c.Dir); return err == nil })
	victims := []string{"order", "product", "inventory"}
	var seen map[string]int // of the trial before
	for _, victim := range victims {
		await(t, "the next "+victim, func() bool {
			now := served(t)
			pid, ok := now[victim]
			if !ok || pid == seen[victim] {
				return false
			}
			seen = now
			return syscall.Kill(pid, syscall.SIGKILL) == nil
		})
	}
	// No further trial can measure anything.
	if err := <-ended; err != nil && !strings.Contains(err.Error(), "give up after 3 measurements in a row") {
		t.Errorf("Run() = %v", err)
	}
	run, err := record.Open(c.Dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(run.Trials) != len(victims) {
		t.Fatalf("%d trials, want %d: %+v", len(run.Trials), len(victims), run.Trials)
	}
	for i, trial := range run.Trials {
		want := victims[i] + " ended: signal: killed"
		if trial.Valid || len(trial.Reasons) == 0 || trial.Reasons[0] != want {
			t.Errorf("%s: valid %v, reasons %q, want %q first", trial.ID, trial.Valid, trial.Reasons, want)
		}
	}
	if left := served(t); len(left) > 0 {
		t.Errorf("processes are left: %v", left)
	}
}

// await polls until done, for half a minute.
func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	deadline := time.After(30 * time.Second)
	for tick := time.Tick(time.Millisecond); !done(); {
		select {
		case <-tick:
		case <-deadline:
			t.Fatalf("waited half a minute for %s", what)
		}
	}
}
