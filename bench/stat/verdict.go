package stat

import (
	"fmt"
	"math"
)

// verdict applies the rules that Judge documents, in their order, and adds warnings.
func (f *figures) verdict(adjusted float64) (Verdict, []string) {
	if len(f.unfit) > 0 {
		return NoVerdict, f.unfit
	}
	equivalent := f.equivalent()
	switch {
	case adjusted < level && f.robust.known && !f.robust.sameSign(f.d.mean):
		return Unstable, []string{"Student's interval excludes 1 and the signed-rank interval does not: a few blocks make the difference"}
	case adjusted < level:
		return f.different(equivalent)
	case equivalent:
		return Equivalent, nil
	}
	return Inconclusive, f.outlier()
}

// equivalent says that the 90 % interval lies within the margin. It is symmetric about the mean,
// and so is the margin about 0.
func (f *figures) equivalent() bool {
	return math.Abs(f.d.mean)+f.tostHalf <= f.margin+resolution
}

// different returns the verdict on a difference that was found, by its direction and size.
func (f *figures) different(equivalent bool) (Verdict, []string) {
	small, large := Better, MateriallyBetter
	if f.d.mean > 0 {
		small, large = Worse, MateriallyWorse
	}
	switch {
	case math.Abs(f.d.mean)-f.half > f.margin+resolution:
		return large, nil
	case equivalent:
		return small, []string{fmt.Sprintf("a certain difference, but within the margin of %.3g %%", 100*math.Expm1(f.margin))}
	}
	return small, nil
}

// outlier warns if the ranks show a difference and Student's interval, widened by a few odd
// blocks, does not. That verdict is not unstable, since no difference was claimed.
func (f *figures) outlier() []string {
	if f.robust.known && f.robust.sameSign(f.d.mean) && math.Abs(f.d.mean) <= f.half {
		return []string{"the signed-rank interval excludes 1 and Student's does not: look for odd blocks"}
	}
	return nil
}
