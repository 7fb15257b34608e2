package engine

import (
	"testing"
	"time"
)

func TestSoakRow(t *testing.T) {
	held := memory{readings: []reading{{0, 20e6}, {time.Second, 30e6}, {10 * time.Second, 31e6}}, peak: 32e6}
	grown := memory{readings: []reading{{0, 20e6}, {time.Second, 30e6}, {10 * time.Second, 40e6}}, peak: 40e6}
	steady := make([]int, 100)
	leak := make([]int, 100)
	for i := range steady {
		steady[i], leak[i] = 50+i%7, 50+i
	}
	for _, tt := range []struct {
		name       string
		goroutines []int
		memory     memory
		want       string
	}{
		{"flat", steady, held, reached},
		{"memory grows", steady, grown, notReached},
		{"goroutines leak", leak, held, notReached},
		{"nothing was read", nil, memory{}, notReached},
	} {
		r := soakRow(10*time.Minute, 5000, soaked{Goroutines: tt.goroutines}, tt.memory)
		if r.Verdict != tt.want {
			t.Errorf("%s: %+v, want %s", tt.name, r, tt.want)
		}
	}
}
