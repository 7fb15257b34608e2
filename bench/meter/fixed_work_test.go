package meter

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestTimeFixedWorkLeavesTheThreadWhereItWas(t *testing.T) {
	before, err := AllowedCPUs()
	if err != nil {
		t.Fatal(err)
	}
	took, err := TimeFixedWork(before)
	if err != nil || took <= 0 {
		t.Errorf("TimeFixedWork(%v) = %v, %v, want some time", before, took, err)
	}
	if after, err := AllowedCPUs(); err != nil || !cmp.Equal(before, after) {
		t.Errorf("after TimeFixedWork the thread may run on %v (%v), want %v", after, err, before)
	}
}

func TestTimeFixedWorkNamesACPUThatIsNotThere(t *testing.T) {
	if _, err := TimeFixedWork(CPUs{1000}); err == nil {
		t.Error("TimeFixedWork(CPU 1000) = nil, want an error")
	}
}

func TestParsePressure(t *testing.T) {
	tests := []struct {
		text string
		want time.Duration
		ok   bool
	}{
		{"some avg10=0.50 avg60=0.10 avg300=0.00 total=1234567\nfull avg10=0.00 total=99\n", 1234567 * time.Microsecond, true},
		{"", 0, false},
		{"some avg10=0.50\n", 0, false},
		{"full avg10=0.00 total=99\n", 0, false},
		{"some total=x\n", 0, false},
	}
	for _, tt := range tests {
		if got, ok := parsePressure(tt.text); ok != tt.ok || ok && got != tt.want {
			t.Errorf("parsePressure(%q) = %v, %v, want %v, %v", tt.text, got, ok, tt.want, tt.ok)
		}
	}
}
