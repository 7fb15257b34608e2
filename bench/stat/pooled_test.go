package stat

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestPooling(t *testing.T) {
	tests := []struct {
		name             string
		means, variances []float64
		tau2, mean, se   float64
		within           float64
	}{
		// Thirteen trials of the BCG vaccine (Colditz and others, JAMA 271, 1994), log risk ratios
		// to four digits as metafor's dat.bcg has them; its rma(method = "PM") gives τ² = 0.3181.
		{"BCG", []float64{-0.8893, -1.5854, -1.3481, -1.4416, -0.2175, -0.7861, -1.6209, 0.0120, -0.4694, -1.3713, -0.3394, 0.4459, -0.0173},
			[]float64{0.3256, 0.1946, 0.4154, 0.0200, 0.0512, 0.0069, 0.2230, 0.0040, 0.0564, 0.0730, 0.0124, 0.5325, 0.0714},
			0.3181, -0.7150, 0.1809, 1e-4},
		// By hand: 0.02/(0.01+τ²) = 1.
		{"two runs apart", []float64{0, 0.2}, []float64{0.01, 0.01}, 0.01, 0.1, 0.1, 1e-9},
		// By hand: 0.0002/0.01 is below 1, so there is no τ², and the factor is taken as 1.
		{"two runs that agree by chance", []float64{0.1, 0.12}, []float64{0.01, 0.01}, 0, 0.11, math.Sqrt(0.005), 1e-9},
		// The variance of 1, 2 and 3 is 1.
		{"without spread of their own", []float64{1, 2, 3}, []float64{0, 0, 0}, 1, 2, math.Sqrt(1. / 3), 1e-9},
		{"exact", []float64{-0.4, -0.4, -0.4}, []float64{0, 0, 0}, 0, -0.4, 0, 1e-12},
	}
	for _, tt := range tests {
		tau2 := pauleMandel(tt.means, tt.variances)
		got := pooled(tt.means, weigh(tt.variances, tau2))
		if math.Abs(tau2-tt.tau2) > tt.within || math.Abs(got.mean-tt.mean) > tt.within || math.Abs(got.se-tt.se) > tt.within || got.df != len(tt.means)-1 {
			t.Errorf("%s: τ² %.6f and %+v, want τ² %v, mean %v and standard error %v", tt.name, tau2, got, tt.tau2, tt.mean, tt.se)
		}
	}
}

// Three runs by hand: ln ratios 0.1, 0.2, 0.3 with standard errors of 0.01/√3, so that τ² is their
// variance less that of their blocks, 0.01 − 0.0001/3; half is t(2)·0.1/√3.
func TestJudgeSeveralRuns(t *testing.T) {
	s := from(slices.Concat(around(0.1, 0.01, 3), around(0.2, 0.01, 3), around(0.3, 0.01, 3)), 0.05)
	s.Runs = []int{3, 3, 3}
	got := Judge([]Sample{s})[0]
	half := 4.302652729696142 * 0.1 / math.Sqrt(3)
	for _, f := range []struct {
		name      string
		got, want float64
	}{
		{"N", float64(got.N), 9},
		{"Runs", float64(got.Runs), 3},
		{"Ratio", got.Ratio, math.Exp(0.2)},
		{"B/A", got.B / got.A, math.Exp(0.2)},
		{"CI.Lo", got.CI.Lo, math.Exp(0.2 - half)},
		{"CI.Hi", got.CI.Hi, math.Exp(0.2 + half)},
		{"Between", got.Between, math.Sqrt(0.01 - 0.0001/3)},
	} {
		if math.Abs(f.got-f.want) > 1e-9 {
			t.Errorf("%s = %.12g, want %.12g", f.name, f.got, f.want)
		}
	}
	// As many runs as t(k−1)·0.1/√k ≤ ln 1.05 takes, not blocks.
	if got.Verdict != Inconclusive || got.Needed != 19 {
		t.Errorf("%q and %d runs needed, want inconclusive and 19", got.Verdict, got.Needed)
	}
	one := s
	one.Runs = nil
	if alone := Judge([]Sample{one})[0]; alone.Verdict != MateriallyWorse || alone.CI.Hi > got.CI.Hi {
		t.Errorf("as one run: %q up to %v, want a narrower interval than %v, which hides that runs differ", alone.Verdict, alone.CI.Hi, got.CI.Hi)
	}
}

func TestEveryRunNeedsBlocks(t *testing.T) {
	for _, short := range []int{0, 1, 2} {
		s := from(around(-0.7, 0.02, 6+short), 0.05)
		s.Runs = []int{6, short}
		got := Judge([]Sample{s})[0]
		if got.Verdict != NoVerdict || len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], "in run 2 of 2: a verdict needs at least 3") {
			t.Errorf("second run of %d blocks: %q, %q, want no verdict", short, got.Verdict, got.Warnings)
		}
	}
}

// TestCoverageOfSeveralRuns draws runs whose ratios differ by as much as their blocks explain, and
// by nothing. The interval of one run misses the first far more often than it says.
func TestCoverageOfSeveralRuns(t *testing.T) {
	t.Parallel()
	const families = 200
	for _, between := range []float64{0, 0.01, 0.03} {
		for _, runs := range []int{1, 2, 3, 5, 10} {
			const blocks = 10
			covered := 0
			for seed := range uint64(families) {
				r := rand.New(rand.NewPCG(seed, uint64(runs)))
				var d []float64
				s := Sample{}
				for range runs {
					own := between * r.NormFloat64()
					d = append(d, series(r, (*rand.Rand).NormFloat64, blocks, 0.2+own, 0.03)...)
					s.Runs = append(s.Runs, blocks)
				}
				one := from(d, 0.05)
				one.Runs = s.Runs
				c := Judge([]Sample{one})[0]
				if truth := math.Exp(0.2); c.CI.Lo <= truth && truth <= c.CI.Hi {
					covered++
				}
			}
			share := float64(covered) / families
			t.Logf("%d runs of %d blocks, %.0f %% from run to run: the interval covers the truth in %.1f %%", runs, blocks, 100*between, 100*share)
			switch {
			case runs == 1 && between == 0.03 && share > 0.7:
				t.Errorf("one run, %v between: coverage %.3f, want what it is without that term, below 0.7", between, share)
			case runs > 1 && share < 0.92:
				t.Errorf("%d runs, %v between: coverage %.3f, want at least 0.92", runs, between, share)
			}
		}
	}
}
