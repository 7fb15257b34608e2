package judged

import "github.com/wiretax/wiretax/bench/stat"

// Change is what becomes of a ratio between two figures. A gain is a ratio below 1 that was found, a
// loss one above.
type Change int

// The changes.
const (
	GainGrows Change = iota
	GainShrinks
	LossGrows
	LossShrinks
	GainToLoss
	LossToGain
	RatioFalls
	RatioRises
	TheSame
	ChangeNotShown
	ChangeNotJudged
)

// Trend says what becomes of the ratio from one figure to another of the same metric. Two
// intervals that do not meet are a change; two that lie together within the margin's width
// are the same.
func Trend(first, last *Figure) Change {
	switch {
	case !first.Judged() || !last.Judged() || !first.CI.Known() || !last.CI.Known():
		return ChangeNotJudged
	case first.Verdict == stat.Unstable || last.Verdict == stat.Unstable:
		return ChangeNotShown
	case last.CI.Hi < first.CI.Lo:
		return fallen(first, last)
	case last.CI.Lo > first.CI.Hi:
		return risen(first, last)
	case max(first.CI.Hi, last.CI.Hi) <= min(first.CI.Lo, last.CI.Lo)*(1+first.Metric.Margin):
		return TheSame
	}
	return ChangeNotShown
}

func fallen(first, last *Figure) Change {
	switch {
	case Higher(first.Verdict) && Lower(last.Verdict):
		return LossToGain
	case Lower(last.Verdict):
		return GainGrows
	case Higher(first.Verdict):
		return LossShrinks
	}
	return RatioFalls
}

func risen(first, last *Figure) Change {
	switch {
	case Lower(first.Verdict) && Higher(last.Verdict):
		return GainToLoss
	case Lower(first.Verdict):
		return GainShrinks
	case Higher(last.Verdict):
		return LossGrows
	}
	return RatioRises
}

// Compounded says whether a gain grows from one figure to another.
func Compounded(first, last *Figure) Answer {
	switch Trend(first, last) {
	case GainGrows, LossToGain:
		return Held
	case ChangeNotJudged:
		return Unanswered
	case ChangeNotShown, RatioFalls:
		return NotDecided
	}
	return NotHeld
}
