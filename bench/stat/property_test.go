package stat

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// logs draws the log ratios of n blocks: calm about some effect, or all the same.
func logs(n int, effects ...float64) *rapid.Generator[[]float64] {
	return rapid.Custom(func(t *rapid.T) []float64 {
		effect := rapid.SampledFrom(effects).Draw(t, "effect")
		swing := rapid.SampledFrom([]float64{0, 0.003, 0.03, 0.3}).Draw(t, "swing")
		out := make([]float64, n)
		// In whole steps: noise of the size of rounding errors would not survive a
		// change of unit.
		for i, step := range rapid.SliceOfN(rapid.IntRange(-100, 100), n, n).Draw(t, "noise") {
			out[i] = effect + swing*float64(step)/100
		}
		return out
	})
}

// samples draws samples like those of runs, with every verdict among them, and sometimes
// arbitrary numbers or several runs.
func samples() *rapid.Generator[Sample] {
	return rapid.Custom(func(t *rapid.T) Sample {
		n := rapid.SampledFrom([]int{6, 10, 5, 3, 8, 4, 7, 12, 2, 0, 1}).Draw(t, "n")
		margin := rapid.SampledFrom([]float64{0, 0.01, 0.05, 0.3}).Draw(t, "margin")
		var s Sample
		if rapid.IntRange(0, 4).Draw(t, "any") == 0 {
			arm := rapid.SliceOfN(rapid.Float64Range(1e-3, 1e6), n, n)
			s = Sample{A: arm.Draw(t, "a"), B: arm.Draw(t, "b"), Margin: margin}
		} else {
			s = from(logs(n, -1, -0.1, -0.01, 0, 0.01, 0.1, 1).Draw(t, "d"), margin)
		}
		for left := n; left > 0 && rapid.IntRange(0, 2).Draw(t, "more") == 0; {
			run := rapid.IntRange(1, left).Draw(t, "run")
			if left -= run; left == 0 && s.Runs == nil {
				break
			}
			s.Runs = append(s.Runs, run)
		}
		if rest := n - sum(s.Runs); len(s.Runs) > 0 && rest > 0 {
			s.Runs = append(s.Runs, rest)
		}
		return s
	})
}

func sum(numbers []int) (total int) {
	for _, n := range numbers {
		total += n
	}
	return total
}

var mirror = map[Verdict]Verdict{
	Better: Worse, Worse: Better,
	MateriallyBetter: MateriallyWorse, MateriallyWorse: MateriallyBetter,
	Equivalent: Equivalent, Inconclusive: Inconclusive, Unstable: Unstable, NoVerdict: NoVerdict,
}

// near compares on the scale of the ratio itself; 0 is only close to 0.
func near(x, y float64) bool {
	return x == y || math.Abs(x-y) <= 1e-9*math.Max(math.Abs(x), math.Abs(y))
}

// invert is 1/x, and leaves the 0 that stands for an unknown figure.
func invert(x float64) float64 {
	if x == 0 {
		return 0
	}
	return 1 / x
}

func TestSwapMirrors(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SliceOfN(samples(), 1, 4).Draw(t, "samples")
		swapped := slices.Clone(s)
		for i := range swapped {
			swapped[i].A, swapped[i].B = s[i].B, s[i].A
		}
		before, after := Judge(s), Judge(swapped)
		for i, x := range before {
			y := after[i]
			if y.Verdict != mirror[x.Verdict] || y.P != x.P || y.Adjusted != x.Adjusted || y.A != x.B || y.B != x.A || y.Between != x.Between || y.Needed != x.Needed {
				t.Errorf("swapped: %+v, was %+v", y, x)
			}
			for _, pair := range [][2]float64{
				{x.Ratio, y.Ratio}, {x.CI.Lo, y.CI.Hi}, {x.CI.Hi, y.CI.Lo},
				{x.HodgesLehmann, y.HodgesLehmann},
				{x.SignedRank.Lo, y.SignedRank.Hi}, {x.SignedRank.Hi, y.SignedRank.Lo},
			} {
				if !near(invert(pair[0]), pair[1]) {
					t.Errorf("swapped %v, want the inverse of %v", pair[1], pair[0])
				}
			}
		}
	})
}

func TestScaleChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := samples().Draw(t, "sample")
		unit := rapid.SampledFrom([]float64{1e-9, 1e-3, 3, 1e3, 1e9}).Draw(t, "unit")
		scaled := Sample{Margin: s.Margin, Runs: s.Runs}
		for i := range s.A {
			scaled.A, scaled.B = append(scaled.A, s.A[i]*unit), append(scaled.B, s.B[i]*unit)
		}
		x, y := Judge([]Sample{s})[0], Judge([]Sample{scaled})[0]
		if x.Verdict != y.Verdict || len(x.Warnings) != len(y.Warnings) {
			t.Errorf("in another unit: %+v, was %+v", y, x)
		}
		for _, pair := range [][2]float64{
			{x.A * unit, y.A}, {x.B * unit, y.B}, {x.Ratio, y.Ratio},
			{x.CI.Lo, y.CI.Lo}, {x.CI.Hi, y.CI.Hi},
			{x.HodgesLehmann, y.HodgesLehmann}, {x.SignedRank.Lo, y.SignedRank.Lo}, {x.SignedRank.Hi, y.SignedRank.Hi},
		} {
			if !near(pair[0], pair[1]) {
				t.Errorf("in another unit %v, was %v", pair[1], pair[0])
			}
		}
		if math.Abs(x.P-y.P) > 1e-6 {
			t.Errorf("in another unit p %v, was %v", y.P, x.P)
		}
	})
}

func TestVerdictKeepsItsRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SliceOfN(samples(), 1, 4).Draw(t, "samples")
		for i, c := range Judge(s) {
			log, margin := math.Log(c.Ratio), math.Log1p(s[i].Margin)
			switch c.Verdict {
			case Better, MateriallyBetter, Worse, MateriallyWorse:
				better := c.Verdict == Better || c.Verdict == MateriallyBetter
				if log == 0 || c.Adjusted >= level || better != (log < 0) {
					t.Errorf("%+v breaks the rule of a difference", c)
				}
				material := c.Verdict == MateriallyBetter || c.Verdict == MateriallyWorse
				beyond := math.Log(c.CI.Hi) < -margin || math.Log(c.CI.Lo) > margin
				if material && !beyond {
					t.Errorf("%+v is material within the margin %v", c, s[i].Margin)
				}
			case Equivalent:
				if math.Abs(log) > margin+1e-9 {
					t.Errorf("%+v is equivalent outside the margin %v", c, s[i].Margin)
				}
			}
			if c.Verdict != NoVerdict && slices.Min(s[i].runs()) < minBlocks {
				t.Errorf("%+v has a verdict on too few blocks", c)
			}
			if c.CI.Known() && !(c.CI.Lo <= c.Ratio && c.Ratio <= c.CI.Hi) {
				t.Errorf("%+v lies outside of its interval", c)
			}
		}
	})
}

// Whatever float64 holds, as long as it is positive and finite.
func TestFiguresStayFinite(t *testing.T) {
	wild := rapid.OneOf(
		rapid.Float64Range(math.SmallestNonzeroFloat64, math.MaxFloat64),
		rapid.SampledFrom([]float64{math.SmallestNonzeroFloat64, 1e-300, 1, math.Nextafter(1, 2), 1e300, math.MaxFloat64}),
	)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 8).Draw(t, "n")
		arm := rapid.SliceOfN(wild, n, n)
		s := Sample{A: arm.Draw(t, "a"), B: arm.Draw(t, "b")}
		if first := n / 2; first >= 2 && rapid.Bool().Draw(t, "two runs") {
			s.Runs = []int{first, n - first}
		}
		c, control := Judge([]Sample{s})[0], Controls([][2][]float64{{s.A, s.B}})[0]
		for _, x := range []float64{
			c.A, c.B, c.Ratio, c.CI.Lo, c.CI.Hi, c.P, c.Adjusted, c.HodgesLehmann,
			c.SignedRank.Lo, c.SignedRank.Hi, c.Between,
			control.Ratio, control.CI.Lo, control.CI.Hi, control.P, control.Adjusted,
		} {
			if math.IsNaN(x) || math.IsInf(x, 0) || x < 0 {
				t.Fatalf("%+v holds %v", c, x)
			}
		}
		if n > 0 && (c.A == 0 || c.B == 0 || c.Ratio == 0) || c.CI.Known() != (n >= 2) || c.SignedRank.Known() != (n >= minSignedRank && s.Runs == nil) {
			t.Errorf("%+v lacks a figure of %d blocks", c, n)
		}
	})
}
