package stat

import (
	"math"
	"testing"
)

// The interval of three log ratios, by hand: mean 0, sd 0.1, t(2) = 4.302653.
func TestControls(t *testing.T) {
	s := from([]float64{-0.1, 0, 0.1}, 0)
	got := Controls([][2][]float64{{s.A, s.B}})[0]
	if want := math.Exp(4.302652729696142 * 0.1 / math.Sqrt(3)); got.N != 3 || math.Abs(got.Ratio-1) > 1e-12 || math.Abs(got.CI.Hi-want) > 1e-9 || got.Differs() {
		t.Errorf("Controls = %+v, want ratio 1 and an interval up to %v", got, want)
	}
	for _, tt := range []struct {
		name string
		d    []float64
	}{
		{"no block", nil},
		{"one block", []float64{0.3}},
	} {
		s := from(tt.d, 0)
		if got := Controls([][2][]float64{{s.A, s.B}})[0]; got.N != len(tt.d) || got.CI.Known() || got.P != 1 || got.Differs() {
			t.Errorf("%s: Controls = %+v, want no interval and p 1", tt.name, got)
		}
	}
	if got := Controls(nil); len(got) != 0 {
		t.Errorf("Controls(nil) = %v, want none", got)
	}
}

// Of many controls one may miss 1 by chance.
func TestControlsAreCorrected(t *testing.T) {
	pair := func(d []float64) [2][]float64 {
		s := from(d, 0)
		return [2][]float64{s.A, s.B}
	}
	edge, calm := pair(around(-0.21, 0.4, 10)), pair(around(0, 0.01, 10))
	if alone := Controls([][2][]float64{edge})[0]; alone.CI.Hi >= 1 || !alone.Differs() {
		t.Errorf("alone: %+v, want one that misses 1 and differs", alone)
	}
	if got := Controls([][2][]float64{calm, edge})[1]; got.CI.Hi >= 1 || got.Differs() {
		t.Errorf("beside another: %+v, want one that misses 1 and does not differ", got)
	}
	if got := Controls([][2][]float64{calm, pair(around(0.3, 0.1, 10))})[1]; !got.Differs() {
		t.Errorf("far apart: %+v, want one that differs", got)
	}
}

// A difference that no printed ratio shows puts no figure in doubt, however sure it is.
func TestControlsTooCloseToDoubt(t *testing.T) {
	pair := func(ratio float64) [2][]float64 {
		a := []float64{100, 101, 102, 103, 104, 105}
		b := make([]float64, len(a))
		for i := range a {
			b[i] = a[i] * ratio
		}
		return [2][]float64{a, b}
	}
	for ratio, want := range map[float64]bool{1.0007: false, 0.9993: false, 1.006: true, 0.994: true} {
		if got := Controls([][2][]float64{pair(ratio)})[0]; got.Adjusted > 1e-6 || got.Differs() != want {
			t.Errorf("ratio %v: %+v differs %v, want %v", ratio, got, got.Differs(), want)
		}
	}
}
