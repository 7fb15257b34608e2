package stat

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestHolm(t *testing.T) {
	tests := []struct {
		name     string
		ps, want []float64
	}{
		{"none", nil, []float64{}},
		{"one is left alone", []float64{0.03}, []float64{0.03}},
		{"by hand", []float64{0.01, 0.04, 0.03, 0.005}, []float64{0.03, 0.06, 0.06, 0.02}},
		{"never above 1", []float64{0.6, 0.9}, []float64{1, 1}},
		{"certain ones stay", []float64{0, 0.02, 0}, []float64{0, 0.02, 0}},
		{"ties share", []float64{0.02, 0.02, 0.02}, []float64{0.06, 0.06, 0.06}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, holm(tt.ps), cmpopts.EquateApprox(0, 1e-12)); diff != "" {
			t.Errorf("%s: holm(%v) (-want +got):\n%s", tt.name, tt.ps, diff)
		}
	}
}
