// Package stat judges paired measurements. It takes numbers and returns numbers, verdicts and
// warnings; it knows neither records nor metrics.
//
// The unit is the block: A[i] and B[i] come from the same block, so whatever the machine did in
// that block affects both, and not their log ratio. Start with [Judge]. Everything here is a
// pure function: no clock, no global state, and the one simulation has a fixed seed, so the same
// samples give the same comparisons.
package stat

// Verdict is what may be said about a difference between b and a.
type Verdict string

// The verdicts. Better and Worse describe b against a; less is better.
const (
	Better           Verdict = "better"
	Worse            Verdict = "worse"
	MateriallyBetter Verdict = "materially better"
	MateriallyWorse  Verdict = "materially worse"
	Equivalent       Verdict = "equivalent"
	Inconclusive     Verdict = "inconclusive"
	Unstable         Verdict = "unstable"
	// NoVerdict is for figures that may be shown but not judged: fewer than three blocks, no A/A
	// arm, or a run that was stopped early.
	NoVerdict Verdict = "no verdict"
)

// Sample is one metric of one comparison, paired by block: A[i] and B[i] come from the
// same block. All values are positive, and less is better; their unit does not matter.
type Sample struct {
	// A and B have the same length, the number of blocks.
	A, B []float64
	// AA are the two arms of the same stack, paired by block; their interval is the noise floor.
	// They have the same length, which may differ from A's; empty means that there was no A/A
	// arm. Samples with the same slices share one test of them, which Holm's correction counts
	// once.
	AA [2][]float64
	// Margin is δ: 0.05 says that a ratio within [1/1.05, 1.05] does not matter. At
	// zero every difference matters: only exact equality is equivalent.
	Margin float64
}

// Interval is a confidence interval of a ratio. The zero Interval means that there is
// none; an end of a real interval is never zero.
type Interval struct{ Lo, Hi float64 }

// Known reports whether there is an interval at all.
func (i Interval) Known() bool { return i != Interval{} }

// Comparison is the judgement of one Sample. No field is ever NaN or infinite: a ratio
// or an end of an interval beyond e^±700 is cut to that. Zero means that a figure is not
// known, except in P and Adjusted, where zero would mean certainty; there 1 means "no
// evidence".
type Comparison struct {
	// N is the number of blocks.
	N int
	// A and B are geometric means over the blocks, in the sample's unit; B/A is Ratio.
	A, B, Ratio float64
	// CI is the plain 95 % interval, Student's t on the paired log ratios; none below
	// two blocks.
	CI Interval
	// P is the two-sided p value of the paired t test, Adjusted the same after Holm's
	// correction over the samples that were judged together. Both are 1 below two
	// blocks.
	P, Adjusted float64
	// HodgesLehmann and SignedRank are the robust counterpart, the ratio and its exact
	// interval of at least 95 %; zero below 6 blocks, where no such interval exists.
	HodgesLehmann float64
	SignedRank    Interval
	// Floor is the noise floor as a ratio, 1 or above: the end of the A/A interval that lies
	// farther from 1, turned above 1. Zero if AACI is unknown.
	Floor float64
	// AARatio and AACI are the A/A arm's own figures: its second half against its
	// first, with the 95 % t interval (none below two blocks).
	AARatio float64
	AACI    Interval
	Verdict Verdict
	// Small says that the difference found is within the margin.
	Small bool
	// MoreBlocks says with Inconclusive about how many more blocks would give 80 % power at the
	// observed spread; 0 if no such number below 1,000 is known.
	MoreBlocks int
	// Warnings are printed in the footnotes.
	Warnings []string
}
