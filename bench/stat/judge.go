package stat

import (
	"fmt"
	"math"
	"slices"
)

const (
	// level is the level of every test, and the share of intervals that may miss.
	level = 0.05
	// minBlocks is the fewest blocks of a run that a verdict may rest on.
	minBlocks = 3
)

// Judge judges samples that belong together and returns one Comparison per sample in the same
// order. They are one family for Holm's correction: of a plan, every headline metric of every
// operation, for each pair of stacks that is compared. A sample that cannot be tested stays in
// the family with p = 1, because it was fixed before anybody looked. Metrics that are shown and
// not judged are no members, nor are the tests of [Controls], which are a family of their own.
//
// A verdict is the first of these that holds:
//
//  1. no verdict: fewer than three blocks in a run, or a value that is not positive and finite;
//  2. unstable: the condition of 3 holds, but the signed-rank interval does not lie
//     beyond 1 in the same direction;
//  3. better, worse: Adjusted < 0.05; materially so if CI lies wholly beyond the margin;
//  4. equivalent: the 90 % t interval lies within [1/(1+δ), 1+δ], which is two one-sided
//     tests at 5 %, not corrected for the family;
//  5. inconclusive, with Needed.
//
// A small but certain difference meets both 3 and 4. It is called better or worse, since
// "equivalent" would deny a difference that was found, but never materially so, and a
// warning says that it is within the margin.
//
// How far two arms of one stack are apart is no second test. As one it took power and prevented
// nothing that the first does not, and the second arm is worth more as a baseline: see
// TestPowerAgainstTheOldRule.
//
// Values may be exact, as byte counts often are: without any spread the intervals are
// points, and p is 0 for a difference and 1 for none.
//
// It panics if two arms of a pair differ in length, Runs does not add up to it, or a margin is
// negative or not finite: those are errors of the caller. It is safe for concurrent use and
// leaves the samples alone.
func Judge(samples []Sample) []Comparison {
	var (
		judged = make([]figures, len(samples))
		out    = make([]Comparison, len(samples))
		ps     = make([]float64, len(samples))
	)
	for i, s := range samples {
		s.check(i)
		judged[i], out[i] = describe(s)
		ps[i] = judged[i].d.p()
	}
	for i, adjusted := range holm(ps) {
		c, f := &out[i], &judged[i]
		c.P, c.Adjusted = ps[i], adjusted
		c.Verdict, c.Warnings = f.verdict(adjusted)
		c.Small = (c.Verdict == Better || c.Verdict == Worse) && f.equivalent()
		if c.Verdict == Inconclusive {
			c.Needed = f.d.needed()
		}
	}
	return out
}

// figures are the figures of one sample, on the log scale, before it is judged with the others.
type figures struct {
	d      estimate
	robust signedRank
	// half and tostHalf are half the widths of the 95 % and 90 % intervals of d.
	half, tostHalf float64
	margin         float64 // ln(1+δ)
	// unfit says why there can be no verdict; empty if there can.
	unfit []string
}

// check panics on mistakes that only a programming error can cause.
func (s Sample) check(i int) {
	if len(s.A) != len(s.B) {
		panic(fmt.Sprintf("stat: sample %d has %d values of a and %d of b; every block gives one of each", i, len(s.A), len(s.B)))
	}
	blocks := 0
	for _, n := range s.Runs {
		blocks += max(0, n)
	}
	if len(s.Runs) > 0 && blocks != len(s.A) {
		panic(fmt.Sprintf("stat: sample %d has runs of %v blocks and %d values; every block is of one run", i, s.Runs, len(s.A)))
	}
	if !(s.Margin >= 0) || math.IsInf(s.Margin, 1) {
		panic(fmt.Sprintf("stat: sample %d has margin %v; it must be finite and not negative", i, s.Margin))
	}
}

// runs are the numbers of blocks of each run; of one run, that of all.
func (s Sample) runs() []int {
	if len(s.Runs) == 0 {
		return []int{len(s.A)}
	}
	return s.Runs
}

// describe computes the figures that need no other sample, and the same as ratios.
func describe(s Sample) (figures, Comparison) {
	f := figures{margin: math.Log1p(s.Margin)}
	c := Comparison{N: len(s.A), Runs: len(s.runs())}
	if bad := badBlocks([2]string{"a", "b"}, s.A, s.B); len(bad) > 0 {
		f.unfit = bad
		return f, c
	}
	for i, n := range s.runs() {
		if n >= minBlocks {
			continue
		}
		where := ""
		if c.Runs > 1 {
			where = fmt.Sprintf(" in run %d of %d", i+1, c.Runs)
		}
		f.unfit = append(f.unfit, fmt.Sprintf("%s%s: a verdict needs at least %d", blocks(n), where, minBlocks))
	}
	if c.N == 0 {
		return f, c
	}
	d := logRatios(s.A, s.B)
	if c.Runs > 1 && slices.Min(s.Runs) > 1 {
		d = f.pool(s, d, &c)
	} else {
		f.d = summarise(d).estimate()
		c.A, c.B = GeometricMean(s.A), GeometricMean(s.B)
	}
	c.Ratio = ratio(f.d.mean)
	f.half, f.tostHalf = f.d.half(level), f.d.half(2*level)
	c.CI = f.d.around(f.half)
	if f.robust = hodgesLehmann(d, level); f.robust.known {
		c.HodgesLehmann = ratio(f.robust.estimate)
		c.SignedRank = Interval{Lo: ratio(f.robust.lo), Hi: ratio(f.robust.hi)}
	}
	return f, c
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
