package engine

import (
	"testing"
	"time"

	"github.com/wiretax/wiretax/cmd/selfcheck/pinned"
)

func TestSoakRow(t *testing.T) {
	held := pinned.Memory{Readings: []pinned.Reading{{At: 0, RSS: 20e6}, {At: time.Second, RSS: 30e6}, {At: 10 * time.Second, RSS: 31e6}}, Peak: 32e6}
	grown := pinned.Memory{Readings: []pinned.Reading{{At: 0, RSS: 20e6}, {At: time.Second, RSS: 30e6}, {At: 10 * time.Second, RSS: 40e6}}, Peak: 40e6}
	steady := make([]int, 100)
	leak := make([]int, 100)
	for i := range steady {
		steady[i], leak[i] = 50+i%7, 50+i
	}
	for _, tt := range []struct {
		name       string
		goroutines []int
		memory     pinned.Memory
		want       string
	}{
		{"flat", steady, held, reached},
		{"memory grows", steady, grown, notReached},
		{"goroutines leak", leak, held, notReached},
		{"nothing was read", nil, pinned.Memory{}, notReached},
	} {
		r := soakRow(10*time.Minute, 5000, soaked{Goroutines: tt.goroutines}, tt.memory)
		if r.Verdict != tt.want {
			t.Errorf("%s: %+v, want %s", tt.name, r, tt.want)
		}
	}
}
