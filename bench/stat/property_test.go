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
// arbitrary numbers.
func samples() *rapid.Generator[Sample] {
	return rapid.Custom(func(t *rapid.T) Sample {
		blocks := rapid.SampledFrom([]int{6, 10, 5, 3, 8, 4, 7, 12, 2, 0, 1})
		n, m := blocks.Draw(t, "n"), blocks.Draw(t, "m")
		margin := rapid.SampledFrom([]float64{0, 0.01, 0.05, 0.3}).Draw(t, "margin")
		if rapid.IntRange(0, 4).Draw(t, "any") == 0 {
			arm := func(n int) []float64 { return rapid.SliceOfN(rapid.Float64Range(1e-3, 1e6), n, n).Draw(t, "arm") }
			return Sample{A: arm(n), B: arm(n), AA: [2][]float64{arm(m), arm(m)}, Margin: margin}
		}
		return from(
			logs(n, -1, -0.1, -0.01, 0, 0.01, 0.1, 1).Draw(t, "d"),
			logs(m, 0, 0, 0, 0.02).Draw(t, "aa"),
			margin,
		)
	})
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
		judged, before := judge(s)
		judgedAfter, after := judge(swapped)
		for i, x := range before {
			y := after[i]
			if y.Verdict != mirror[x.Verdict] || y.P != x.P || y.Adjusted != x.Adjusted || y.A != x.B || y.B != x.A || y.Floor != x.Floor {
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
			if judged[i].future(4) != judgedAfter[i].future(4) {
				t.Errorf("swapped: simulates %+v, was %+v", judgedAfter[i].future(4), judged[i].future(4))
			}
		}
	})
}

func TestScaleChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := samples().Draw(t, "sample")
		unit := rapid.SampledFrom([]float64{1e-9, 1e-3, 3, 1e3, 1e9}).Draw(t, "unit")
		scaled := Sample{Margin: s.Margin}
		for _, arm := range []struct {
			from []float64
			to   *[]float64
		}{{s.A, &scaled.A}, {s.B, &scaled.B}, {s.AA[0], &scaled.AA[0]}, {s.AA[1], &scaled.AA[1]}} {
			for _, v := range arm.from {
				*arm.to = append(*arm.to, v*unit)
			}
		}
		_, before := judge([]Sample{s})
		_, after := judge([]Sample{scaled})
		x, y := before[0], after[0]
		if x.Verdict != y.Verdict || len(x.Warnings) != len(y.Warnings) {
			t.Errorf("in another unit: %+v, was %+v", y, x)
		}
		for _, pair := range [][2]float64{
			{x.A * unit, y.A}, {x.B * unit, y.B}, {x.Ratio, y.Ratio}, {x.Floor, y.Floor},
			{x.CI.Lo, y.CI.Lo}, {x.CI.Hi, y.CI.Hi}, {x.AACI.Lo, y.AACI.Lo}, {x.AACI.Hi, y.AACI.Hi},
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
		_, comparisons := judge(s)
		for i, c := range comparisons {
			log, floor, margin := math.Log(c.Ratio), math.Log(c.Floor), math.Log1p(s[i].Margin)
			switch c.Verdict {
			case Better, MateriallyBetter, Worse, MateriallyWorse:
				better := c.Verdict == Better || c.Verdict == MateriallyBetter
				if !(math.Abs(log) > floor) || c.Adjusted >= level || better != (log < 0) {
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
			if c.Verdict != NoVerdict && (c.N < minBlocks || len(s[i].AA[0]) < minBlocks) {
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
		_, comparisons := judge([]Sample{{
			A: arm.Draw(t, "a"), B: arm.Draw(t, "b"),
			AA: [2][]float64{arm.Draw(t, "aa0"), arm.Draw(t, "aa1")},
		}})
		c := comparisons[0]
		for _, x := range []float64{
			c.A, c.B, c.Ratio, c.CI.Lo, c.CI.Hi, c.P, c.Adjusted, c.HodgesLehmann,
			c.SignedRank.Lo, c.SignedRank.Hi, c.Floor, c.AARatio, c.AACI.Lo, c.AACI.Hi,
		} {
			if math.IsNaN(x) || math.IsInf(x, 0) || x < 0 {
				t.Fatalf("%+v holds %v", c, x)
			}
		}
		if n > 0 && (c.A == 0 || c.B == 0 || c.Ratio == 0) || c.CI.Known() != (n >= 2) || c.SignedRank.Known() != (n >= minSignedRank) {
			t.Errorf("%+v lacks a figure of %d blocks", c, n)
		}
	})
}
