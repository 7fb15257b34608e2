package judged

import "github.com/wiretax/wiretax/bench/stat"

// Differs says that a verdict speaks of a difference.
func Differs(v stat.Verdict) bool { return Lower(v) || Higher(v) }

// Lower and Higher say in which direction a difference was found.
func Lower(v stat.Verdict) bool  { return v == stat.Better || v == stat.MateriallyBetter }
func Higher(v stat.Verdict) bool { return v == stat.Worse || v == stat.MateriallyWorse }

// Judged says that there is a figure with a verdict, be it that nothing was shown.
func (f *Figure) Judged() bool {
	return !f.Missing.Any() && f.Headline && !f.Incomplete && f.Verdict != stat.NoVerdict
}

// Undecided says that a point is drawn of which nothing is said.
func (f *Figure) Undecided() bool { return !Differs(f.Verdict) && f.Verdict != stat.Equivalent }

// Size says how large a difference is beside the margin, as far as that was shown: a wide
// interval shows nothing.
type Size int

// The sizes, from none to those that are not known.
const (
	Equal Size = iota
	WithinMargin
	BeyondMargin
	AroundMargin
	NotShown
	NotJudged
)

// Size is that of the difference of a figure.
func (f *Figure) Size() Size {
	switch {
	case !f.Judged():
		return NotJudged
	case f.Verdict == stat.Equivalent:
		return Equal
	case f.Small:
		return WithinMargin
	case f.Verdict == stat.MateriallyBetter || f.Verdict == stat.MateriallyWorse:
		return BeyondMargin
	case Differs(f.Verdict):
		return AroundMargin
	}
	return NotShown
}

// Direction says which of two needs less, as far as that was shown. A difference within the
// margin is none that matters.
type Direction int

// The directions.
const (
	Less Direction = iota
	More
	Even
	Open
	Unjudged
)

// Direction is that of the difference of a figure.
func (f *Figure) Direction() Direction {
	switch size := f.Size(); {
	case size == NotJudged:
		return Unjudged
	case size == Equal, size == WithinMargin:
		return Even
	case Lower(f.Verdict):
		return Less
	case Higher(f.Verdict):
		return More
	}
	return Open
}
