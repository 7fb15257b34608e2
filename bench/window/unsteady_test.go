package window

import (
	"math"
	"math/rand/v2"
	"testing"
)

// noise draws 50 means about 1 whose logarithms have the given spread and whose neighbours
// correlate as given.
func noise(r *rand.Rand, spread, correlation float64) []float64 {
	means, z := make([]float64, 50), r.NormFloat64()
	for i := range means {
		means[i] = math.Exp(spread * z)
		z = correlation*z + math.Sqrt(1-correlation*correlation)*r.NormFloat64()
	}
	return means
}

// A gate that noise passes seldom would void the trials of every busy machine.
func TestNoiseSeldomVoidsAWindow(t *testing.T) {
	for i, tt := range []struct {
		spread, correlation, most float64
	}{
		{0.1, 0, 0},
		{0.1, 0.5, 0.002},
		{0.1, 0.7, 0.006},
		{0.2, 0.5, 0.01},
		{0.5, 0, 0.002},
		{0.5, 0.5, 0.03},
		{1, 0, 0.004},
	} {
		const runs = 4000
		share, r := 0.0, rand.New(rand.NewPCG(8, uint64(i)))
		for range runs {
			if unsteady(noise(r, tt.spread, tt.correlation), nil) != "" {
				share += 1.0 / runs
			}
		}
		t.Logf("spread %v, correlation %v: %.2f %% void", tt.spread, tt.correlation, 100*share)
		if share > tt.most {
			t.Errorf("spread %v, correlation %v: %.4f of the windows are void, want at most %v", tt.spread, tt.correlation, share, tt.most)
		}
	}
}

// A window that changes has figures of no single state, however it changes.
func TestUnsteadyWindowsAreVoid(t *testing.T) {
	for _, tt := range []struct {
		name string
		at   func(x float64) float64 // the mean at a share of the window
	}{
		{"a ramp to nothing over 3/10", func(x float64) float64 { return 1 + 80*max(0, 1-x/0.3) }},
		{"a ramp to nothing over 6/10", func(x float64) float64 { return 1 + 80*max(0, 1-x/0.6) }},
		{"a ramp to nothing over the whole", func(x float64) float64 { return 80 * (1.001 - x) }},
		{"a ramp to a third over the whole", func(x float64) float64 { return 3 - 2*x }},
		{"a ramp from a third over the whole", func(x float64) float64 { return 1 + 2*x }},
		{"a fade with half of it beyond the end", func(x float64) float64 { return 1 + 4*math.Exp(-1.4*x) }},
		{"three stairs", func(x float64) float64 { return 4 - math.Floor(3*x) }},
		{"a slow end from 17/20", func(x float64) float64 { return map[bool]float64{true: 1, false: 40}[x < 0.85] }},
		{"a slow end from 19/20", func(x float64) float64 { return map[bool]float64{true: 1, false: 40}[x < 0.95] }},
		{"a slow end from 97/100", func(x float64) float64 { return map[bool]float64{true: 1, false: 40}[x < 0.97] }},
		{"a step at 9/10", func(x float64) float64 { return map[bool]float64{true: 10, false: 1}[x < 0.9] }},
	} {
		found, r := 0, rand.New(rand.NewPCG(9, 9))
		for range 200 {
			means := noise(r, 0.1, 0.3)
			for j := range means {
				means[j] *= tt.at(float64(j) / 50)
			}
			if unsteady(means, nil) != "" {
				found++
			}
		}
		if found < 190 {
			t.Errorf("%s: found in %d of 200 windows", tt.name, found)
		}
	}
}
