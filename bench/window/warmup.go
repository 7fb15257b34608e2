package window

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/stat"
)

// mostWarmups is how many stretches of the asked length a warm-up until steady may take.
const mostWarmups = 20

// Warmup is what a warm-up came to.
type Warmup struct {
	Length              time.Duration
	requests, completed int64
	Failures            map[string]int64
	examples            map[string]string // the first of each kind
	// unsteady says that it ended at its bound, before it was known to be steady.
	unsteady bool
}

// WarmUp drives a stretch of the length, and where it is to go on until it is steady, one
// after another until the last two are steady together. drive is told which stretch it is
// and the Seq of its first request.
func WarmUp(ctx context.Context, until string, length time.Duration, drive func(stretch, firstSeq uint64) (load.Result, error)) (w Warmup, err error) {
	w.Failures, w.examples = make(map[string]int64), make(map[string]string)
	most := 1
	if until == plan.Steady {
		most = mostWarmups
	}
	var means [][]float64
	for i := range most {
		result, err := drive(uint64(i), uint64(w.requests))
		if err != nil || ctx.Err() != nil {
			return w, err
		}
		w.Length += length
		w.requests += result.Requests
		w.completed += result.Completed
		for kind, n := range result.Failures {
			if w.Failures[kind] == 0 && result.Examples[kind] != "" {
				w.examples[kind] = result.Examples[kind]
			}
			w.Failures[kind] += n
		}
		means = append(means, result.SliceMeans)
		if until == plan.Steady && steadyAtLast(means) {
			return w, nil
		}
	}
	w.unsteady = until == plan.Steady
	return w, nil
}

// The phases of a stretch have arrivals of their own: the window, and each part of the warm-up.
const (
	WindowPhase uint64 = iota
	WarmupPhase        // and the following numbers
)

// steadyAtLast judges the last two stretches, or of short ones as many as it takes to tell.
func steadyAtLast(stretches [][]float64) bool {
	for from := len(stretches) - 2; from >= 0; from-- {
		if s := stat.Steady(slices.Concat(stretches[from:]...)); s.Known {
			return s.Steady
		}
	}
	return false
}

// Failed says how many requests failed, and is empty where none did.
func (w Warmup) Failed() string {
	n := w.requests - w.completed
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d requests of the warm-up failed: %s", n, w.requests, Kinds(w.Failures, w.examples))
}

// Bound says that the warm-up ended at its bound, and is empty where it did not.
func (w Warmup) Bound() string {
	if !w.unsteady {
		return ""
	}
	return fmt.Sprintf("the warm-up was not steady within %.3g s, the most that it may take: warm up longer, or look for what keeps changing", w.Length.Seconds())
}
