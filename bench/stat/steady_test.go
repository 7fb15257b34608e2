package stat

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

func ramp(n int, of func(i int) float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = of(i)
	}
	return out
}

// waver returns a steady window without chance: it swings by ±2 %.
func waver(i int) float64 { return 1 + 0.02*math.Sin(2.4*float64(i)) }

func TestSteady(t *testing.T) {
	tests := []struct {
		name   string
		means  []float64
		known  bool
		steady bool
		cut    int
		shift  float64
	}{
		{"nothing", nil, false, false, 0, 0},
		{"too few", ramp(29, waver), false, false, 0, 0},
		{"just enough", constant(1, 30), true, true, 0, 1},
		{"all alike", constant(3e-4, 50), true, true, 0, 1},
		{"wavering", ramp(50, waver), true, true, 15, 1.0004524845},
		{"all zero", constant(0, 50), false, false, 0, 0},
		{"negative", append(ramp(49, waver), -1), false, false, 0, 0},
		{"not a number", append(ramp(49, waver), math.NaN()), false, false, 0, 0},
		{"infinite", append(ramp(49, waver), math.Inf(1)), false, false, 0, 0},
		{"too large to add", constant(math.MaxFloat64, 50), false, false, 0, 0},
		{"slow at first", append(constant(2, 10), constant(1, 40)...), true, false, 10, 1.2},
		{"fast at first", append(constant(1, 10), constant(2, 40)...), true, false, 10, 0.9},
		{"slow up to the middle", append(constant(2, 25), constant(1, 25)...), true, false, 25, 1.5},
		{"slow beyond the middle", append(constant(2, 35), constant(1, 15)...), true, false, 35, 1.7},
		{"slow almost to the end", append(constant(3, 45), constant(1, 5)...), true, false, 45, 2.8},
		{"slow up to two batches before the end", append(constant(3, 40), constant(1, 10)...), true, false, 40, 2.6},
		{"the same with a few means left over", append(constant(3, 42), constant(1, 10)...), true, false, 45, 2.68},
		// MSER keeps three batches, and chance can make one or two this fast.
		{"a little slow almost to the end", append(constant(2, 45), constant(1, 5)...), true, true, 0, 1},
		{"slow at the very end", append(constant(1, 45), constant(10, 5)...), true, false, 45, 0.19},
		{"slow in the last two means", append(constant(1, 48), constant(40, 2)...), true, false, 48, 2.56 / 40},
		{"slow in the last mean", append(constant(1, 49), constant(40, 1)...), true, false, 49, 1.78 / 40},
		{"slow in the last six", append(constant(1, 44), constant(10, 6)...), true, false, 44, 0.208},
		{"a little slow at the very end", append(constant(1, 45), constant(3, 5)...), true, true, 0, 1},
		{"a fall to nothing", append(constant(3, 45), constant(0, 5)...), true, true, 0, 1},
		{"a change too small to matter", append(constant(1.05, 10), constant(1, 40)...), true, true, 10, 1.01},
		{"nothing after the beginning", append(constant(1, 5), constant(0, 45)...), true, true, 5, 1},
		{"the last ones make no batch", append(constant(1, 50), 9, 9, 9, 9), true, true, 0, 1},
	}
	for _, tt := range tests {
		got := Steady(tt.means)
		if got.Known != tt.known || got.Steady != tt.steady || got.Cut != tt.cut || math.Abs(got.Shift-tt.shift) > 1e-9 {
			t.Errorf("%s: Steady = %+v, want %v, %v, cut %d, shift %v", tt.name, got, tt.known, tt.steady, tt.cut, tt.shift)
		}
	}
}

// The squared standard errors by hand, for a cut of 0, 1, 2 and 3.
func TestTruncationByHand(t *testing.T) {
	for _, tt := range []struct {
		batches []float64
		want    int
	}{
		{[]float64{6, 2, 1, 2, 1, 0}, 1}, // 22/36, 2.8/25, 2/16, 2/9
		{[]float64{5, 4, 3, 2, 1, 0}, 3}, // 17.5/36, 10/25, 5/16, 2/9
		{[]float64{1, 1, 1, 1, 1, 1}, 0}, // all 0: the fewest
	} {
		if got := truncation(tt.batches); got != tt.want {
			t.Errorf("truncation(%v) = %d, want %d", tt.batches, got, tt.want)
		}
	}
}

// autoregressive draws n values about 1 with a spread of 10 % and the given correlation of
// neighbours.
func autoregressive(r *rand.Rand, n int, correlation float64) []float64 {
	out, z := make([]float64, n), r.NormFloat64()
	for i := range out {
		out[i] = 1 + 0.1*z
		z = correlation*z + math.Sqrt(1-correlation*correlation)*r.NormFloat64()
	}
	return out
}

// bursts are quiet except for stretches of some means in which others use the machine.
func bursts(r *rand.Rand, n int) []float64 {
	out, on := autoregressive(r, n, 0), false
	for i := range out {
		if on = r.Float64() < 0.05 || on && r.Float64() < 0.7; on {
			out[i]++
		}
	}
	return out
}

// unsteady returns the share of simulated windows of n means that are called unsteady.
func unsteady(seed uint64, n int, draw func(*rand.Rand) []float64) (share, late float64) {
	const runs = 4000
	r := rand.New(rand.NewPCG(7, seed))
	for range runs {
		s := Steady(draw(r))
		if !s.Steady {
			share += 1.0 / runs
		}
		if s.Cut >= n/2 {
			late += 1.0 / runs
		}
	}
	return share, late
}

func TestSteadyFalseAlarms(t *testing.T) {
	tests := []struct {
		name string
		n    int
		draw func(*rand.Rand) []float64
		most float64
	}{
		{"independent", 50, func(r *rand.Rand) []float64 { return autoregressive(r, 50, 0) }, 0.002},
		{"independent, 30 means", 30, func(r *rand.Rand) []float64 { return autoregressive(r, 30, 0) }, 0.005},
		{"correlated by 0.3", 50, func(r *rand.Rand) []float64 { return autoregressive(r, 50, 0.3) }, 0.01},
		{"correlated by 0.5", 50, func(r *rand.Rand) []float64 { return autoregressive(r, 50, 0.5) }, 0.02},
		{"correlated by 0.7", 50, func(r *rand.Rand) []float64 { return autoregressive(r, 50, 0.7) }, 0.09},
		{"heavy tails", 50, func(r *rand.Rand) []float64 {
			return ramp(50, func(int) float64 { return math.Exp(r.NormFloat64()) })
		}, 0.002},
		{"bursts", 50, func(r *rand.Rand) []float64 { return bursts(r, 50) }, 0.04},
	}
	for i, tt := range tests {
		share, late := unsteady(uint64(i), tt.n, tt.draw)
		t.Logf("%s: %.2f %% called unsteady; the truncation point alone lay in the second half in %.0f %%", tt.name, 100*share, 100*late)
		if share > tt.most {
			t.Errorf("%s: false alarms in %.3f of the windows, want at most %v", tt.name, share, tt.most)
		}
	}
}

func TestSteadyPower(t *testing.T) {
	tests := []struct {
		above, fade float64 // a fade of 10 means is a time constant of 1/5 of the window
		correlation float64
		least       float64
	}{
		{0.5, 3, 0, 0.4},
		{1, 3, 0, 0.9},
		{0.2, 10, 0, 0.1},
		{0.5, 10, 0, 0.9},
		{0.5, 10, 0.5, 0.9},
		{1, 10, 0, 0.99},
		{0.5, 25, 0, 0.85},
		{1, 25, 0.5, 0.99},
		{-0.5, 10, 0, 0.9},
	}
	for i, tt := range tests {
		share, _ := unsteady(uint64(100+i), 50, func(r *rand.Rand) []float64 {
			means := autoregressive(r, 50, tt.correlation)
			for j := range means {
				means[j] += tt.above * math.Exp(-float64(j)/tt.fade)
			}
			return means
		})
		name := fmt.Sprintf("begins %+.0f %%, fades over %v of 50 means, correlated by %v", 100*tt.above, tt.fade, tt.correlation)
		t.Logf("%s: found in %.0f %%", name, 100*share)
		if share < tt.least {
			t.Errorf("%s: found in %.3f of the windows, want at least %v", name, share, tt.least)
		}
	}
}

// Slices that alternate are slow together when the machine is, and only one of them when it warms up.
func TestSteadyBeside(t *testing.T) {
	waving := ramp(50, waver)
	slow := ramp(50, func(i int) float64 { return waver(i) * (1 + max(0, 1-float64(i)/20)) })
	twice := func(means []float64) []float64 { return ramp(50, func(i int) float64 { return 2 * means[i] }) }
	gaps := twice(waving)
	gaps[7], gaps[30] = 0, math.NaN()
	for _, tt := range []struct {
		name          string
		means, beside []float64
		steady        bool
	}{
		{"nothing beside", slow, nil, false},
		{"too little beside", slow, slow[:20], false},
		{"alone steady", waving, slow, true},
		{"slow together", slow, twice(slow), true},
		{"slow alone", slow, twice(waving), false},
		{"slow alone, beside gaps", slow, gaps, false},
		{"less slow than beside it", slow, ramp(50, func(i int) float64 { return slow[i] * slow[i] }), true},
		{"more slow than beside it", ramp(50, func(i int) float64 { return slow[i] * slow[i] }), slow, false},
	} {
		if got := SteadyBeside(tt.means, tt.beside); !got.Known || got.Steady != tt.steady {
			t.Errorf("%s: %+v, want steady %v", tt.name, got, tt.steady)
		}
	}
	if got := SteadyBeside(nil, slow); got != (Steadiness{}) {
		t.Errorf("of no means: %+v, want nothing", got)
	}
}
