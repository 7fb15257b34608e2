package report

import "github.com/wiretax/wiretax/bench/stat"

// What becomes of a ratio between two figures. A gain is a ratio below 1 that was found, a
// loss one above.
const (
	gainGrows   = "gain grows"
	gainShrinks = "gain shrinks"
	lossGrows   = "loss grows"
	lossShrinks = "loss shrinks"
	gainToLoss  = "gain turns into a loss"
	lossToGain  = "loss turns into a gain"
	ratioFalls  = "ratio falls"
	ratioRises  = "ratio rises"
	theSame     = "the same"
	notShown    = "change not shown"
)

// trend says what becomes of the ratio from one figure to another of the same metric. Two
// intervals that do not meet are a change; two that lie together within the margin's width
// are the same.
func trend(first, last *Figure) string {
	switch {
	case !first.judged() || !last.judged() || !first.CI.Known() || !last.CI.Known():
		return notJudged
	case first.Verdict == stat.Unstable || last.Verdict == stat.Unstable:
		return notShown
	case last.CI.Hi < first.CI.Lo:
		return fallen(first, last)
	case last.CI.Lo > first.CI.Hi:
		return risen(first, last)
	case max(first.CI.Hi, last.CI.Hi) <= min(first.CI.Lo, last.CI.Lo)*(1+first.Metric.Margin):
		return theSame
	}
	return notShown
}

func fallen(first, last *Figure) string {
	switch {
	case higher(first.Verdict) && lower(last.Verdict):
		return lossToGain
	case lower(last.Verdict):
		return gainGrows
	case higher(first.Verdict):
		return lossShrinks
	}
	return ratioFalls
}

func risen(first, last *Figure) string {
	switch {
	case lower(first.Verdict) && higher(last.Verdict):
		return gainToLoss
	case lower(first.Verdict):
		return gainShrinks
	case higher(last.Verdict):
		return lossGrows
	}
	return ratioRises
}

// compounded says whether a gain grows from one figure to another, in the words of claims.
func compounded(first, last *Figure) string {
	switch trend(first, last) {
	case gainGrows, lossToGain:
		return held
	case notJudged:
		return notJudged
	case notShown, ratioFalls:
		return notDecided
	}
	return notHeld
}
