package judged

import "testing"

func TestWithoutNumbers(t *testing.T) {
	a, b := withoutNumbers("steal of 0.52 % at p99"), withoutNumbers("steal of 12 % at p99")
	if a != b || a != "steal of # % at p#" {
		t.Errorf("withoutNumbers = %q and %q, want the same", a, b)
	}
}
