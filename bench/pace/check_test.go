package pace

import (
	"math"
	"testing"
	"time"
)

func TestCheckPoissonAtItsLevel(t *testing.T) {
	// One in a hundred seeds is rejected. Of 2,000 that is 20 ± 4.4; the seeds are fixed.
	tests := []struct {
		rate     float64
		duration time.Duration
	}{
		{200, time.Second},
		{1000, time.Second},
	}
	const seeds = 2000
	for _, tt := range tests {
		refused := 0
		for seed := range uint64(seeds) {
			if _, ok := CheckPoisson(Poisson(tt.rate, tt.duration, seed), tt.rate); !ok {
				refused++
			}
		}
		if refused < 7 || refused > 33 {
			t.Errorf("CheckPoisson refuses %d of %d schedules at %v/s over %v, want 20 ± 13", refused, seeds, tt.rate, tt.duration)
		}
	}
}

func TestCheckPoissonRefuses(t *testing.T) {
	for seed := range uint64(20) {
		tests := []struct {
			name     string
			schedule *Schedule
			rate     float64
		}{
			{"uniform", Uniform(1000, 3*time.Second), 1000},
			{"a rate too low", Poisson(850, 3*time.Second, seed), 1000},
			{"a rate too high", Poisson(1150, 3*time.Second, seed), 1000},
		}
		for _, tt := range tests {
			if d, ok := CheckPoisson(tt.schedule, tt.rate); ok {
				t.Errorf("CheckPoisson(%s, seed %d) = %.4f, true, want false", tt.name, seed, d)
			}
		}
	}
}

func TestCheckPoissonDistance(t *testing.T) {
	tests := []struct {
		name     string
		schedule *Schedule
		rate     float64
		want     float64
	}{
		{"nothing", Uniform(1, 0), 1, 0},
		// One gap of 250 ms; the distribution function there is 1 − 1/e.
		{"one gap", Uniform(2, 300*time.Millisecond), 4, 1 - 1/math.E},
		// Gaps of 250, 500 and 500 ms: all are done where the function says 1 − 1/√e.
		{"three gaps", Uniform(2, 1300*time.Millisecond), 1, math.Exp(-0.5)},
	}
	for _, tt := range tests {
		got, ok := CheckPoisson(tt.schedule, tt.rate)
		if math.Abs(got-tt.want) > 1e-12 || !ok {
			t.Errorf("CheckPoisson(%s, %v) = %v, %v, want %v, true", tt.name, tt.rate, got, ok, tt.want)
		}
	}
}
