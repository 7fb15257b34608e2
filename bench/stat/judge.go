package stat

import (
	"fmt"
	"math"
)

const (
	// level is the level of every test, and the share of intervals that may miss.
	level = 0.05
	// minBlocks is the fewest blocks that a verdict may rest on, in either pair of arms.
	minBlocks = 3
)

// Judge judges samples that belong together, such as the headline metrics of one plan,
// and returns one Comparison per sample in the same order. They are one family for
// Holm's correction; a sample that cannot be tested stays in it with p = 1, because the
// family was fixed before anybody looked.
//
// A verdict is the first of these that holds:
//
//  1. no verdict: fewer than three blocks in either pair of arms, or a value that is not
//     positive and finite;
//  2. unstable: the conditions of 3 hold, but the signed-rank interval does not lie
//     beyond 1 in the same direction;
//  3. better, worse: Adjusted < 0.05 and the ratio is farther from 1 than Floor;
//     materially so if CI lies wholly beyond the margin;
//  4. equivalent: the 90 % t interval lies within [1/(1+δ), 1+δ], which is two one-sided
//     tests at 5 %, not corrected for the family;
//  5. inconclusive, with MoreBlocks.
//
// A small but certain difference meets both 3 and 4. It is called better or worse, since
// "equivalent" would deny a difference that was found, but never materially so, and a
// warning says that it is within the margin. One inside the floor can only be equivalent
// or inconclusive.
//
// Values may be exact, as byte counts often are: without any spread the intervals are
// points, and p is 0 for a difference and 1 for none.
//
// It panics if two arms of a pair differ in length, or a margin is negative or not
// finite: those are errors of the caller. It is safe for concurrent use and leaves the
// samples alone.
func Judge(samples []Sample) []Comparison {
	judged, comparisons := judge(samples)
	for i, c := range comparisons {
		if c.Verdict == Inconclusive {
			comparisons[i].MoreBlocks = judged[i].future(len(samples)).moreBlocks(c.N)
		}
	}
	return comparisons
}

// figures are the figures of one sample, on the log scale, before it is judged with the others.
type figures struct {
	d, aa  paired
	robust signedRank
	// half and tostHalf are half the widths of the 95 % and 90 % intervals of d.
	half, tostHalf float64
	// floor is the larger |ln endpoint| of the A/A interval.
	floor  float64
	margin float64 // ln(1+δ)
	// aaOff says that the A/A interval misses 1 after Holm's correction.
	aaOff bool
	// unfit says why there can be no verdict; empty if there can.
	unfit []string
}

// judge does everything but the simulation, which takes a hundred times longer.
func judge(samples []Sample) ([]figures, []Comparison) {
	var (
		judged = make([]figures, len(samples))
		out    = make([]Comparison, len(samples))
		ps     = make([]float64, len(samples))
		aa     = newAATests(samples)
	)
	for i, s := range samples {
		s.check(i)
		judged[i], out[i] = describe(s)
		ps[i] = judged[i].d.p()
		aa.ps[aa.of[i]] = judged[i].aa.p()
	}
	aaAdjusted := holm(aa.ps)
	for i, adjusted := range holm(ps) {
		judged[i].aaOff = aaAdjusted[aa.of[i]] < level
		out[i].P, out[i].Adjusted = ps[i], adjusted
		var warnings []string
		out[i].Verdict, warnings = judged[i].verdict(adjusted)
		out[i].Small = (out[i].Verdict == Better || out[i].Verdict == Worse) && judged[i].equivalent()
		out[i].Warnings = append(judged[i].warnings(), warnings...)
	}
	return judged, out
}

// aaTests are the tests of A/A arms: one test for all samples that share their arms.
type aaTests struct {
	of []int // the test of each sample
	ps []float64
}

func newAATests(samples []Sample) aaTests {
	t := aaTests{of: make([]int, len(samples))}
	known := make(map[*float64]int)
	for i, s := range samples {
		test := len(t.ps)
		if len(s.AA[0]) > 0 {
			if earlier, ok := known[&s.AA[0][0]]; ok {
				t.of[i] = earlier
				continue
			}
			known[&s.AA[0][0]] = test
		}
		t.of[i], t.ps = test, append(t.ps, 0)
	}
	return t
}

// check panics on mistakes that only a programming error can cause.
func (s Sample) check(i int) {
	if len(s.A) != len(s.B) {
		panic(fmt.Sprintf("stat: sample %d has %d values of a and %d of b; every block gives one of each", i, len(s.A), len(s.B)))
	}
	if len(s.AA[0]) != len(s.AA[1]) {
		panic(fmt.Sprintf("stat: sample %d has A/A arms of %d and %d values; every block gives one of each", i, len(s.AA[0]), len(s.AA[1])))
	}
	if !(s.Margin >= 0) || math.IsInf(s.Margin, 1) {
		panic(fmt.Sprintf("stat: sample %d has margin %v; it must be finite and not negative", i, s.Margin))
	}
}

// describe computes the figures that need no other sample, and the same as ratios.
func describe(s Sample) (figures, Comparison) {
	f := figures{margin: math.Log1p(s.Margin)}
	c := Comparison{N: len(s.A)}
	if bad := badBlocks([2]string{"a", "b"}, s.A, s.B); len(bad) > 0 {
		f.unfit = append(f.unfit, bad...)
	} else {
		f.describeArms(s, &c)
	}
	if bad := badBlocks([2]string{"the first A/A arm", "the second A/A arm"}, s.AA[0], s.AA[1]); len(bad) > 0 {
		f.unfit = append(f.unfit, bad...)
	} else {
		f.describeAA(s, &c)
	}
	return f, c
}

func (f *figures) describeArms(s Sample, c *Comparison) {
	if c.N < minBlocks {
		f.unfit = append(f.unfit, fmt.Sprintf("%s: a verdict needs at least %d", blocks(c.N), minBlocks))
	}
	if c.N == 0 {
		return
	}
	d := logRatios(s.A, s.B)
	f.d = summarise(d)
	c.A, c.B = geometricMean(s.A), geometricMean(s.B)
	c.Ratio = ratio(f.d.mean)
	f.half, f.tostHalf = f.d.half(level), f.d.half(2*level)
	c.CI = f.d.around(f.half)
	if f.robust = hodgesLehmann(d, level); f.robust.known {
		c.HodgesLehmann = ratio(f.robust.estimate)
		c.SignedRank = Interval{Lo: ratio(f.robust.lo), Hi: ratio(f.robust.hi)}
	}
}

func (f *figures) describeAA(s Sample, c *Comparison) {
	f.aa = summarise(logRatios(s.AA[0], s.AA[1]))
	if f.aa.n == 0 {
		f.unfit = append(f.unfit, "no A/A arm: the machine's own noise is unknown, so there is no verdict")
		return
	}
	if f.aa.n < minBlocks {
		f.unfit = append(f.unfit, fmt.Sprintf("A/A arm of %s: a verdict needs at least %d", blocks(f.aa.n), minBlocks))
	}
	c.AARatio = ratio(f.aa.mean)
	half := f.aa.half(level)
	f.floor = math.Abs(f.aa.mean) + half
	c.AACI = f.aa.around(half)
	if f.aa.tested() {
		c.Floor = ratio(f.floor)
	}
}

// future returns what a longer run of the same is expected to see. Its A/A arm is assumed to be
// unbiased unless it was seen not to be. In that case more blocks do not bring the floor below
// that bias, and promising otherwise would waste them.
func (f *figures) future(family int) future {
	// The sign is dropped so that swapping a and b draws the very same runs.
	next := future{
		effect: math.Abs(f.d.mean), sd: f.d.sd,
		aaSD: f.aa.sd, margin: f.margin, family: family,
	}
	if f.aaOff {
		next.bias = math.Abs(f.aa.mean)
	}
	return next
}

// badBlocks names for each arm the first block, counted from 1, whose value is not a
// measurement, and counts the others: a missing meter spoils all blocks alike.
func badBlocks(names [2]string, arms ...[]float64) []string {
	var warnings []string
	for i, arm := range arms {
		first, bad := 0, 0
		for j, v := range arm {
			if v > 0 && !math.IsInf(v, 1) {
				continue
			}
			if bad++; bad == 1 {
				first = j
			}
		}
		if bad == 0 {
			continue
		}
		warning := fmt.Sprintf("block %d of %s is %v: a value must be positive and finite", first+1, names[i], arm[first])
		if bad > 1 {
			warning += fmt.Sprintf(" (the first of %d such)", bad)
		}
		warnings = append(warnings, warning)
	}
	return warnings
}

func blocks(n int) string {
	if n == 1 {
		return "1 block"
	}
	return fmt.Sprintf("%d blocks", n)
}
