package meter

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestReadHost(t *testing.T) {
	h, err := ReadHost()
	if err != nil {
		t.Fatalf("ReadHost() = %v", err)
	}
	kernel, err := os.ReadFile("/proc/sys/kernel/osrelease")
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.TrimSpace(string(kernel)); h.Kernel != want {
		t.Errorf("ReadHost().Kernel = %q, want %q", h.Kernel, want)
	}
	if least := len(allowed(t)); h.CPUs < least {
		t.Errorf("ReadHost().CPUs = %d, want at least the %d allowed ones", h.CPUs, least)
	}
	if h.MemoryBytes < 1<<20 {
		t.Errorf("ReadHost().MemoryBytes = %d", h.MemoryBytes)
	}
}

func TestPeakRSS(t *testing.T) {
	rss, err := PeakRSS(os.Getpid())
	h, hostErr := ReadHost()
	if err != nil || hostErr != nil || rss <= 0 || rss > h.MemoryBytes {
		t.Errorf("PeakRSS(own pid) = %d, %v, want above 0 and at most %d (%v)", rss, err, h.MemoryBytes, hostErr)
	}
	if rss, err := PeakRSS(-1); err == nil {
		t.Errorf("PeakRSS(-1) = %d, nil, want an error", rss)
	}
}

// A peak that was passed does not count after a reset.
func TestResetPeakRSS(t *testing.T) {
	const passed = 64 << 20
	memory, err := unix.Mmap(-1, 0, passed, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < passed; i += os.Getpagesize() {
		memory[i] = 1
	}
	if err := unix.Munmap(memory); err != nil {
		t.Fatal(err)
	}
	before, err := PeakRSS(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	if err := ResetPeakRSS(os.Getpid()); err != nil {
		t.Fatalf("ResetPeakRSS(own pid) = %v", err)
	}
	if after, err := PeakRSS(os.Getpid()); err != nil || before-after < passed/2 {
		t.Errorf("a peak of %d is %d, %v after a reset, want about %d less", before, after, err, passed)
	}
	if err := ResetPeakRSS(-1); err == nil {
		t.Errorf("ResetPeakRSS(-1) = nil, want an error")
	}
}

func TestProcField(t *testing.T) {
	path := filepath.Join(t.TempDir(), "status")
	text := "Name:\tsh\nVmHWM:\t    1840 kB\nVmHWMore:\t7 kB\nThreads:\t3\nUid: many\n"
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		path, key string
		want      int64
		err       string
	}{
		{path, "VmHWM:", 1840, ""},
		{path, "Threads:", 3, ""},
		{path, "VmRSS:", 0, "it has no VmRSS:"},
		{path, "Uid:", 0, `parsing "many"`},
		{path + "-", "Uid:", 0, "no such file"},
	}
	for _, tt := range tests {
		got, err := procField(tt.path, tt.key)
		if got != tt.want || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("procField(%q) = %d, %v, want %d, %q", tt.key, got, err, tt.want, tt.err)
		}
	}
}

func TestParseSystem(t *testing.T) {
	const ms = time.Millisecond
	tests := []struct {
		stat string
		want System
		err  string
	}{
		//    user nice system idle iowait irq softirq steal guest guest_nice
		{"cpu  1 20 300 4000 50000 6 70 800 9 10\ncpu0 1 1 1 1 1 1 1 1\n", System{3970 * ms, 8000 * ms, 551970 * ms}, ""},
		{"cpu  0 0 0 0 0 0 0 0", System{}, ""},
		{"cpu  1 2 3 4 5 6 7", System{}, `begins with "cpu  1 2 3 4 5 6 7"`},
		{"cpu0 1 2 3 4 5 6 7 8", System{}, "begins with"},
		{"cpu  1 2 3 4 x 6 7 8", System{}, `parsing "x"`},
		{"", System{}, `begins with ""`},
	}
	for _, tt := range tests {
		got, err := parseSystem(tt.stat)
		if got != tt.want || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("parseSystem(%q) = %v, %v, want %v, %q", tt.stat, got, err, tt.want, tt.err)
		}
	}
}

func TestReadSystemGrows(t *testing.T) {
	before, err := ReadSystem()
	if err != nil {
		t.Fatalf("ReadSystem() = %v", err)
	}
	work(t, 40*time.Millisecond) // four ticks
	after, err := ReadSystem()
	if err != nil {
		t.Fatalf("ReadSystem() = %v", err)
	}
	d := after.Minus(before)
	if d.Busy <= 0 || d.Stolen < 0 || d.Total < d.Busy+d.Stolen {
		t.Errorf("after work, ReadSystem() has grown by %+v, want it busy, and the total the largest", d)
	}
}

func TestStealShare(t *testing.T) {
	tests := []struct {
		s    System
		want float64
	}{
		{System{}, 0},
		{System{Total: -1, Stolen: 1}, 0},
		{System{Busy: 5 * time.Second, Stolen: time.Second, Total: 20 * time.Second}, 0.05},
	}
	for _, tt := range tests {
		if got := tt.s.StealShare(); math.Abs(got-tt.want) > 1e-12 {
			t.Errorf("%+v.StealShare() = %v, want %v", tt.s, got, tt.want)
		}
	}
}
