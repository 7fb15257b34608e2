package judged

import "testing"

func TestCPUs(t *testing.T) {
	for set, want := range map[string]int{"0": 1, "0-3": 4, "0-1,4, 6-7": 5, "": 0, "x": 0, "3-1": 0, "-1": 0} {
		if got := cpus(set); got != want {
			t.Errorf("cpus(%q) = %d, want %d", set, got, want)
		}
	}
}
