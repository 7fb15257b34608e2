// Package stat judges paired measurements: numbers in, numbers, verdicts and warnings
// out. It knows neither records nor metrics.
package stat

// Verdict is what may be said of a difference between b and a.
type Verdict string

// The verdicts. Better and Worse speak of b against a, where less is better.
const (
	Better           Verdict = "better"
	Worse            Verdict = "worse"
	MateriallyBetter Verdict = "materially better"
	MateriallyWorse  Verdict = "materially worse"
	Equivalent       Verdict = "equivalent"
	Inconclusive     Verdict = "inconclusive"
	Unstable         Verdict = "unstable"
	// NoVerdict goes with figures that may be shown but not judged: fewer than three
	// blocks, no A/A arm, or a run that was stopped early.
	NoVerdict Verdict = "no verdict"
)

// Sample is one metric of one comparison, paired by block: A[i] and B[i] come from the
// same block. All values are positive, and less is better.
type Sample struct {
	A, B []float64
	// AA are the two arms of the same stack, paired by block; their interval is the
	// noise floor.
	AA [2][]float64
	// Margin is δ: 0.05 says that a ratio within [1/1.05, 1.05] does not matter.
	Margin float64
}

// Interval is a confidence interval of a ratio.
type Interval struct{ Lo, Hi float64 }

// Comparison is the judgement of one Sample.
type Comparison struct {
	N int
	// A and B are geometric means over the blocks; B/A is Ratio.
	A, B, Ratio float64
	// CI is the plain 95 % interval, Student's t on the paired log ratios.
	CI Interval
	// P is the two-sided p value of the paired t test, Adjusted the same after Holm's
	// correction over the samples that were judged together.
	P, Adjusted float64
	// HodgesLehmann and SignedRank are the robust counterpart; zero below 6 blocks.
	HodgesLehmann float64
	SignedRank    Interval
	// Floor is the noise floor as a ratio above 1: the larger end of the A/A interval.
	Floor float64
	// AARatio and AACI are the A/A arm's own figures.
	AARatio float64
	AACI    Interval
	Verdict Verdict
	// MoreBlocks says with Inconclusive about how many more blocks would give 80 %
	// power at the observed spread; 0 where no such number below 1,000 is known.
	MoreBlocks int
	// Warnings travel into the footnotes.
	Warnings []string
}
