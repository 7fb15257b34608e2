package pinned

import (
	"testing"
	"time"
)

func TestMemoryAt(t *testing.T) {
	m := Memory{Readings: []Reading{{time.Second, 10}, {2 * time.Second, 20}, {10 * time.Second, 30}}}
	for share, want := range map[float64]int64{0: 10, 0.1: 10, 0.19: 10, 0.2: 20, 0.5: 20, 1: 30} {
		if got := m.At(share); got != want {
			t.Errorf("at(%v) = %d, want %d", share, got, want)
		}
	}
	if got := (Memory{}).At(0.5); got != 0 {
		t.Errorf("at() without a reading = %d, want 0", got)
	}
}

func TestResidentBytes(t *testing.T) {
	for _, test := range []struct {
		status string
		want   int64
		ok     bool
	}{
		{"Name:\tx\nVmHWM:\t   99 kB\nVmRSS:\t   12 kB\nThreads:\t3\n", 12 * 1024, true},
		{"Name:\tx\nState:\tZ (zombie)\n", 0, false},
		{"VmRSS:\tmany kB\n", 0, false},
	} {
		if got, ok := residentBytes([]byte(test.status)); got != test.want || ok != test.ok {
			t.Errorf("residentBytes(%q) = %d, %v, want %d, %v", test.status, got, ok, test.want, test.ok)
		}
	}
}
