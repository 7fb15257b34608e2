package stat

import (
	"math"
	"testing"
)

// finiteSum is P(|T| < t) by Abramowitz and Stegun 26.7.3 (odd v) and 26.7.4 (even v):
// exact elementary sums for whole degrees of freedom, independent of the beta function.
func finiteSum(t float64, v int) float64 {
	theta := math.Atan(t / math.Sqrt(float64(v)))
	sin, cos := math.Sincos(theta)
	if v%2 == 0 {
		term, sum := 1.0, 1.0
		for k := 2; k <= v-2; k += 2 {
			term *= cos * cos * float64(k-1) / float64(k)
			sum += term
		}
		return sin * sum
	}
	if v == 1 {
		return 2 * theta / math.Pi
	}
	term, sum := cos, cos
	for k := 3; k <= v-2; k += 2 {
		term *= cos * cos * float64(k-1) / float64(k)
		sum += term
	}
	return 2 / math.Pi * (theta + sin*sum)
}

func TestStudentTwoSidedAgainstFiniteSums(t *testing.T) {
	for v := 1; v <= 200; v++ {
		for _, x := range []float64{0, 1e-6, 0.1, 0.5, 1, 1.5, 2, 2.5, 3, 5, 10} {
			got, want := studentTwoSided(x, v), 1-finiteSum(x, v)
			if math.Abs(got-want) > 1e-12 {
				t.Errorf("studentTwoSided(%v, %d) = %.15g, want %.15g", x, v, got, want)
			}
		}
	}
}

// The third-decimal values are from NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2,
// the more precise ones follow from the elementary distributions of 1 and 2 degrees of freedom
// and from R's qt.
func TestStudentCriticalAgainstTables(t *testing.T) {
	tests := []struct {
		alpha     float64
		v         int
		want, tol float64
	}{
		{0.10, 4, 2.132, 5e-4},
		{0.10, 9, 1.833, 5e-4},
		{0.05, 1, 12.706, 5e-4},
		{0.05, 2, 4.303, 5e-4},
		{0.05, 19, 2.093, 5e-4},
		{0.05, 100, 1.984, 5e-4},
		{0.02, 7, 2.998, 5e-4},
		{0.01, 10, 3.169, 5e-4},
		{0.002, 3, 10.215, 5e-4},
		{0.002, 30, 3.385, 5e-4},
		{0.05, 1, math.Tan(0.475 * math.Pi), 1e-11},
		{0.001, 1, math.Tan(0.4995 * math.Pi), 1e-9},
		{0.05, 2, 0.95 * math.Sqrt2 / math.Sqrt(1-0.95*0.95), 1e-12},
		{0.05, 4, 2.7764451051977987, 1e-9},
		{0.05, 5, 2.5705818356363146, 1e-9},
		{0.05, 9, 2.2621571627409915, 1e-9},
		{0.05, 10, 2.2281388519649385, 1e-9},
		{0.05, 19, 2.0930240544082634, 1e-9},
		{0.05, 30, 2.0422724563012373, 1e-9},
		{1, 7, 0, 0},
	}
	for _, tt := range tests {
		got := studentCritical(tt.alpha, tt.v)
		if !(math.Abs(got-tt.want) <= tt.tol) {
			t.Errorf("studentCritical(%v, %d) = %.12g, want %.12g ± %v", tt.alpha, tt.v, got, tt.want, tt.tol)
		}
	}
}

func TestStudentCriticalInvertsTail(t *testing.T) {
	for _, v := range []int{1, 2, 3, 5, 10, 50, 999, 100_000} {
		for _, alpha := range []float64{0.9, 0.5, 0.1, 0.05, 0.01, 0.05 / 40, 1e-6, 1e-10} {
			got := studentTwoSided(studentCritical(alpha, v), v)
			if !(math.Abs(got/alpha-1) < 1e-9) {
				t.Errorf("studentTwoSided(studentCritical(%v, %d)) = %v, want %v", alpha, v, got, alpha)
			}
		}
	}
}

func TestStudentFarTail(t *testing.T) {
	// Two degrees of freedom have an elementary tail, here without cancellation.
	for _, x := range []float64{1e2, 1e6, 1e12} {
		s := math.Sqrt(2 + x*x)
		got, want := studentTwoSided(x, 2), 2/(s*(s+x))
		if !(math.Abs(got/want-1) < 1e-12) {
			t.Errorf("studentTwoSided(%v, 2) = %v, want %v", x, got, want)
		}
	}
	for _, x := range []float64{1e15, 1e150, 1e300} {
		if got := studentTwoSided(x, 1000); got != 0 {
			t.Errorf("studentTwoSided(%v, 1000) = %v, want 0", x, got)
		}
	}
}
