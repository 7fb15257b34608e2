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
