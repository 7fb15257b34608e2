package meter

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCPUsString(t *testing.T) {
	tests := []struct {
		set  CPUs
		want string
	}{
		{nil, ""},
		{CPUs{0}, "0"},
		{CPUs{0, 1}, "0-1"},
		{CPUs{0, 2}, "0,2"},
		{CPUs{0, 1, 2, 3, 5}, "0-3,5"},
		{CPUs{1, 3, 4, 7, 8, 9, 127}, "1,3-4,7-9,127"},
	}
	for _, tt := range tests {
		if got := tt.set.String(); got != tt.want {
			t.Errorf("CPUs(%v).String() = %q, want %q", []int(tt.set), got, tt.want)
		}
	}
}

func TestSplit(t *testing.T) {
	alone := func(a, b int) bool { return a == b }
	// As many machines number them: the threads of a core side by side, or half the CPUs apart.
	neighbours := func(a, b int) bool { return a/2 == b/2 }
	apart := func(a, b int) bool { return a%4 == b%4 }
	tests := []struct {
		name           string
		allowed        CPUs
		siblings       func(a, b int) bool
		server, client CPUs
		shared         bool
	}{
		{"one", CPUs{3}, alone, CPUs{3}, CPUs{3}, true},
		{"two cores", CPUs{0, 1}, alone, CPUs{1}, CPUs{0}, false},
		{"two threads of one core", CPUs{0, 1}, neighbours, CPUs{1}, CPUs{0}, false},
		{"four, neighbours", CPUs{0, 1, 2, 3}, neighbours, CPUs{3}, CPUs{0}, false},
		{"some of eight, neighbours", CPUs{4, 6, 7}, neighbours, CPUs{7}, CPUs{4}, false},
		{"eight, half apart", CPUs{0, 1, 2, 3, 4, 5, 6, 7}, apart, CPUs{7}, CPUs{0}, false},
		{"a pair and another, half apart", CPUs{3, 5, 7}, apart, CPUs{7}, CPUs{5}, false},
	}
	for _, tt := range tests {
		server, client, shared := split(tt.allowed, tt.siblings)
		if !cmp.Equal(server, tt.server) || !cmp.Equal(client, tt.client) || shared != tt.shared {
			t.Errorf("%s: split(%v) = %v, %v, %v, want %v, %v, %v",
				tt.name, tt.allowed, server, client, shared, tt.server, tt.client, tt.shared)
		}
	}
}

func allowed(t *testing.T) CPUs {
	t.Helper()
	set, err := AllowedCPUs()
	if err != nil {
		t.Fatalf("AllowedCPUs() = %v", err)
	}
	return set
}

func TestThisMachine(t *testing.T) {
	set := allowed(t)
	sets, err := allowedOfThreads()
	if err != nil || len(sets) != 1 || set.String() != sets[0] {
		t.Errorf("AllowedCPUs() = %v, want %v as /proc has it (%v)", set, sets, err)
	}
	for _, cpu := range set {
		_, err := os.Stat("/sys/devices/system/cpu/cpu" + strconv.Itoa(cpu) + "/topology/thread_siblings_list")
		if got, want := siblings(cpu, cpu), err == nil; got != want {
			t.Errorf("siblings(%d, %d) = %v, want %v", cpu, cpu, got, want)
		}
		if siblings(cpu, 1<<20) {
			t.Errorf("siblings(%d, %d) = true, want false", cpu, 1<<20)
		}
	}
	server, client, shared := Split(set)
	if len(server) != 1 || len(client) != 1 || shared != (server[0] == client[0]) || shared != (len(set) == 1) {
		t.Errorf("Split(%v) = %v, %v, %v", set, server, client, shared)
	}
}

// checkOwnCPUs fails where any thread of the test may not run on all CPUs any more.
func checkOwnCPUs(t *testing.T, want CPUs) {
	t.Helper()
	if sets, err := allowedOfThreads(); err != nil || len(sets) != 1 || sets[0] != want.String() {
		t.Errorf("the test's own threads may run on %v (%v), want %v", sets, err, want)
	}
}

func TestStartPinned(t *testing.T) {
	all := allowed(t)
	sets := []CPUs{all}
	for _, cpu := range all {
		sets = append(sets, CPUs{cpu})
	}
	for _, set := range sets {
		var out strings.Builder
		cmd := exec.Command("sh", "-c", "grep Cpus_allowed_list: /proc/self/status")
		cmd.Stdout = &out
		if err := StartPinned(cmd, set); err != nil {
			t.Fatalf("StartPinned(%v) = %v", set, err)
		}
		if err := cmd.Wait(); err != nil {
			t.Fatal(err)
		}
		if got, want := strings.Fields(out.String()), []string{"Cpus_allowed_list:", set.String()}; !cmp.Equal(got, want) {
			t.Errorf("StartPinned(%v): the child has %q, want %q", set, got, want)
		}
		checkOwnCPUs(t, all)
	}
}

func TestStartPinnedErrors(t *testing.T) {
	all := allowed(t)
	tests := []struct {
		name    string
		command string
		set     CPUs
		want    string
	}{
		{"no such CPU", "true", CPUs{1000}, "bind a thread to CPUs 1000: "},
		{"no CPU", "true", nil, "bind a thread to CPUs : "},
		{"no such program", "/nonexistent/program", all, "/nonexistent/program"},
	}
	for _, tt := range tests {
		cmd := exec.Command(tt.command)
		err := StartPinned(cmd, tt.set)
		if err == nil || !strings.Contains(err.Error(), tt.want) || cmd.Process != nil {
			t.Errorf("%s: StartPinned(%v) = %v, want an error with %q and no process", tt.name, tt.set, err, tt.want)
		}
		checkOwnCPUs(t, all)
	}
}

func TestPin(t *testing.T) {
	all := allowed(t)
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	pinned := func(cpu int) (string, error) {
		cmd := exec.Command(own)
		// The race detector would have the child linger for a second.
		cmd.Env = append(os.Environ(), pinEnv+"="+strconv.Itoa(cpu), "GORACE=atexit_sleep_ms=0")
		out, err := cmd.CombinedOutput()
		return strings.TrimSpace(string(out)), err
	}
	for _, cpu := range all {
		if got, err := pinned(cpu); err != nil || got != strconv.Itoa(cpu) {
			t.Errorf("Pin(%d): the process's threads may run on %q (%v), want %d", cpu, got, err, cpu)
		}
	}
	if got, err := pinned(1000); err == nil || !strings.HasPrefix(got, "pin to CPUs 1000: ") {
		t.Errorf("Pin(1000) = %q, %v, want an error that names the set", got, err)
	}
	checkOwnCPUs(t, all)
}
