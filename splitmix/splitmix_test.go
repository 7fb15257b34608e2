package splitmix

import "testing"

// The first numbers of SplitMix64 from the seed 0, as its authors publish them.
func TestMix(t *testing.T) {
	const step = 0x9e3779b97f4a7c15
	for i, want := range []uint64{0xe220a8397b1dcdaf, 0x6e789e6aa1b965f4, 0x06c45d188009454f} {
		if got := Mix(uint64(i) * step); got != want {
			t.Errorf("Mix(%d steps) = %#x, want %#x", i, got, want)
		}
	}
}

func TestScale(t *testing.T) {
	for _, test := range []struct {
		random  uint64
		n, want int
	}{{0, 5, 0}, {1 << 63, 5, 2}, {1<<64 - 1, 5, 4}, {1<<64 - 1, 0, 0}} {
		if got := Scale(test.random, test.n); got != test.want {
			t.Errorf("Scale(%#x, %d) = %d, want %d", test.random, test.n, got, test.want)
		}
	}
}
