package pace

import "testing"

// Neighbouring runs, blocks and phases must not share their arrivals.
func TestSeed(t *testing.T) {
	seen := make(map[uint64][3]uint64)
	for seed := range uint64(32) {
		for block := range uint64(32) {
			for phase := range uint64(32) {
				numbers := [3]uint64{seed, block, phase}
				got := Seed(numbers[:]...)
				if other, known := seen[got]; known {
					t.Fatalf("%v and %v have the same seed", numbers, other)
				}
				seen[got] = numbers
			}
		}
	}
	// The first output of SplitMix64 from 0, as in its authors' code.
	if got := Seed(0); got != 0xe220a8397b1dcdaf {
		t.Errorf("Seed(0) = %#x", got)
	}
}
