package process

import (
	"os"
	"slices"
	"testing"
	"time"

	"github.com/wiretax/wiretax/serving"
)

// A chain that is attached is measured like the one whose handles it has.
func TestAttach(t *testing.T) {
	own := Chain{
		{Name: "order", Address: "127.0.0.1:1", Admin: "127.0.0.1:2", PID: os.Getpid(), Ledger: serving.Ledger{{Aspect: "a", Does: "b"}}},
		{Name: "b", PID: os.Getppid(), below: true},
	}
	attached := Attach(own.Handles())
	if got, want := attached.Handles(), own.Handles(); len(got) != 2 || got[0].Ledger[0] != want[0].Ledger[0] || got[0].Address != "127.0.0.1:1" || !got[1].Below {
		t.Errorf("handles of the attached chain: %+v, want %+v", got, want)
	}
	if attached.Err() != nil || attached.Ours() {
		t.Errorf("Err() = %v, Ours() = %v, want neither", attached.Err(), attached.Ours())
	}
	attached.Stop() // ends nothing: this process is one of them
	clocks, err := attached.Clocks()
	if err != nil || len(clocks) != 2 || clocks[0][0] != os.Getpid() {
		t.Fatalf("Clocks() = %v, %v, want this process first", clocks, err)
	}
	if slices.Contains(clocks[1], os.Getppid()) || !slices.Contains(clocks[1], os.Getpid()) {
		t.Errorf("clocks below process %d: %v, want this process among them, and not that one", os.Getppid(), clocks[1])
	}
	before, err := clocks.Read(nil)
	if err != nil || len(before) != 2 {
		t.Fatalf("Read() = %v, %v", before, err)
	}
	for began := time.Now(); time.Since(began) < 2*time.Millisecond; {
	}
	after, err := clocks.Read(nil)
	if err != nil || after[0] <= before[0] {
		t.Errorf("this process used %v, then %v (%v), want more", before[0], after[0], err)
	}
}

func TestClocksOfNothing(t *testing.T) {
	if clocks, err := (Chain{Running("p.a", 0)}).Clocks(); err != nil || clocks != nil {
		t.Errorf("Clocks() of an unknown process = %v, %v, want nothing", clocks, err)
	}
	if _, err := (Clocks{{1 << 22}}).Read(nil); err == nil {
		t.Error("Read() of a process that is gone is no error")
	}
}
