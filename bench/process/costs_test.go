package process

import "testing"

func TestReadCosts(t *testing.T) {
	if costs, err := (Chain{Running("p.a", 0)}).ReadCosts(); err != nil || costs != nil {
		t.Errorf("ReadCosts() of an unknown process = %v, %v, want nothing", costs, err)
	}
	gone := Chain{{Name: "gone", PID: 1 << 22}}
	if _, err := gone.ReadCosts(); err == nil {
		t.Errorf("ReadCosts() of a process that is gone is no error")
	}
}

func TestResetPeaks(t *testing.T) {
	ours, err := Start(t.Context(), []Spec{ready("service", "a")}, allCPUs(t))
	if err != nil {
		t.Fatal(err)
	}
	defer ours.Stop()
	for _, c := range []struct {
		name  string
		chain Chain
		want  bool
	}{
		{"a service that was started", ours, true},
		{"one that is gone", append(Chain{{Name: "gone", PID: 1 << 22}}, ours...), false},
		{"an unknown process", Chain{Running("p.a", 0)}, false},
		{"none", nil, false},
	} {
		if got := c.chain.ResetPeaks(); got != c.want {
			t.Errorf("%s: ResetPeaks() = %v, want %v", c.name, got, c.want)
		}
	}
}
