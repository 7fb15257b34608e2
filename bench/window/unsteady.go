package window

import (
	"fmt"

	"github.com/wiretax/wiretax/bench/stat"
)

// The factors by which the beginning of a window may move its mean, and by which it may if it is
// half of the window or more. See docs/calibration.md.
const (
	mostShift     = 1.25
	mostLateShift = 1.15
)

// unsteady says how far the beginning of a window moves its mean, if that is too far; otherwise
// it is empty. A window that changes until its end has no steady part to compare with, so the
// shift understates the change, and less is allowed.
// In slices that alternate, beside are the means of the others in the same parts.
func unsteady(means, beside []float64) string {
	s := stat.SteadyBeside(means, beside)
	if !s.Known || s.Steady {
		return ""
	}
	most := mostShift
	if s.Cut >= len(means)/2 {
		most = mostLateShift
	}
	switch limit := (most - 1) * 100; {
	case s.Shift > most:
		return fmt.Sprintf("not steady: its beginning made the mean service time %.0f %% longer, above %.0f %%; warm up longer, or until it is steady (--warmup-until steady, warmup_until in a plan)", (s.Shift-1)*100, limit)
	case s.Shift < 1/most:
		return fmt.Sprintf("not steady: without its beginning the mean service time is %.0f %% longer, above %.0f %%: the service slows down; look for what changes it, or lower the rate", (1/s.Shift-1)*100, limit)
	}
	return ""
}
