// Package stat judges paired measurements. It takes numbers and returns numbers, verdicts and
// warnings; it knows neither records nor metrics.
//
// The unit is the block: A[i] and B[i] come from the same block, so whatever the machine did in
// that block affects both, and not their log ratio. Start with [Judge]; [Controls] compares what
// is the same. Everything here is a pure function: no clock, no global state and no chance, so the
// same samples give the same comparisons.
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
	// NoVerdict is for figures that may be shown but not judged: fewer than three blocks, or a
	// run that was stopped early.
	NoVerdict Verdict = "no verdict"
)

// Sample is one metric of one comparison, paired by block: A[i] and B[i] come from the
// same block. All values are positive, and less is better; their unit does not matter.
//
// If a stack ran as two arms in a block, its value is their geometric mean, or that of the one
// arm that is valid: d = ln b − mean(ln a, ln a′). Two arms leave three quarters of the variance
// of one. A block with one arm has more variance than the others, which biases neither the mean
// nor the estimate of its error: s²/n is unbiased whatever the variance of each block.
type Sample struct {
	// A and B have the same length, the number of blocks.
	A, B []float64
	// Runs are the numbers of blocks of each run, in the order of A and B, whose sum is their
	// length. Empty, or with a single number, the blocks are those of one run.
	Runs []int
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
	// N is the number of blocks, and Runs that of the runs which they are of.
	N, Runs int
	// A and B are geometric means over the blocks, in the sample's unit; B/A is Ratio. Of
	// several runs they are weighted like Ratio.
	A, B, Ratio float64
	// CI is the plain 95 % interval, Student's t on the paired log ratios; none below
	// two blocks. Of several runs it is that of the mean over all such runs, and includes by
	// how much they differ.
	CI Interval
	// Between is the standard deviation of ln(b/a) from run to run, beyond what the blocks of
	// each explain; zero for one run.
	Between float64
	// P is the two-sided p value of the paired t test, Adjusted the same after Holm's
	// correction over the samples that were judged together. Both are 1 below two
	// blocks.
	P, Adjusted float64
	// HodgesLehmann and SignedRank are the robust counterpart, the ratio and its exact
	// interval of at least 95 %; zero below 6 blocks, where no such interval exists. Of several
	// runs the runs take the place of the blocks.
	HodgesLehmann float64
	SignedRank    Interval
	Verdict       Verdict
	// Small says that the difference found is within the margin.
	Small bool
	// Needed says with Inconclusive how many blocks in all an interval of ± 5 % takes at the
	// observed spread, or how many runs if there are several; 0 if it takes more than 1,000. It
	// may be no more than there are: then the interval is as narrow as that.
	Needed int
	// Warnings are printed in the footnotes.
	Warnings []string
}
