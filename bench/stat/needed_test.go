package stat

import (
	"math"
	"testing"
)

func TestNeeded(t *testing.T) {
	tests := []struct {
		name string
		sd   float64
		n    int
		want int
	}{
		// t(17)·0.1/√18 = 0.04973 and t(16)·0.1/√17 = 0.05142, beside ln 1.05 = 0.04879; one more
		// block has t(18)·0.1/√19 = 0.04820.
		{"a tenth", 0.1, 5, 19},
		{"whatever the blocks that it was seen in", 0.1, 500, 19},
		{"a hundredth", 0.01, 5, 3},
		{"no spread", 0, 5, 3},
		{"hopeless", 5, 5, 0},
		// 1.96·σ/√1000 reaches ln 1.05 at about 0.787.
		{"below the cap", 0.78, 5, 985},
		{"above the cap", 0.79, 5, 0},
	}
	for _, tt := range tests {
		e := estimate{mean: 0.3, se: tt.sd / math.Sqrt(float64(tt.n)), df: tt.n - 1}
		if got := e.needed(); got != tt.want {
			t.Errorf("%s: needed() at sd %v = %d, want %d", tt.name, tt.sd, got, tt.want)
		}
	}
}

// The number does not depend on the effect, so that it invites nobody to go on until it pleases.
func TestNeededIsBlindToTheEffect(t *testing.T) {
	base := Judge([]Sample{from(around(0, 0.3, 10), 0.05)})[0].Needed
	for _, effect := range []float64{-0.1, -0.03, 0.05, 0.12} {
		if got := Judge([]Sample{from(around(effect, 0.3, 10), 0.05)})[0]; got.Verdict != Inconclusive || got.Needed != base || base == 0 {
			t.Errorf("effect %v: %q and %d blocks, want inconclusive and %d", effect, got.Verdict, got.Needed, base)
		}
	}
}
