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

// mostWarmups is how many stretches a warm-up until steady may have.
const mostWarmups = 20

// Warmup is what a warm-up came to.
type Warmup struct {
	Length time.Duration
	// P50 and P99 are those of the response times of its last stretch, in seconds; 0 if there were
	// no requests.
	P50, P99            float64
	requests, completed int64
	Failures            map[string]int64
	examples            map[string]string // the first of each kind
	// unsteady says that it ended at its limit, before it was known to be steady.
	unsteady bool
}

// WarmUp drives a stretch of the length. If until is [plan.Steady], it drives further ones until
// the last two are steady together. drive gets the number of the stretch and the Seq of its
// first request.
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
		if response := result.Times.Response; response != nil && response.TotalCount() > 0 {
			w.P50, w.P99 = float64(response.ValueAtQuantile(50))/1e9, float64(response.ValueAtQuantile(99))/1e9
		}
		if until == plan.Steady && steadyAtLast(means) {
			return w, nil
		}
	}
	w.unsteady = until == plan.Steady
	return w, nil
}

// steadyAtLast judges the last two stretches, or more if they are too short to tell.
func steadyAtLast(stretches [][]float64) bool {
	for from := len(stretches) - 2; from >= 0; from-- {
		if s := stat.Steady(slices.Concat(stretches[from:]...)); s.Known {
			return s.Steady
		}
	}
	return false
}

// Failed says how many requests failed, and is empty if none did.
func (w Warmup) Failed() string {
	n := w.requests - w.completed
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d requests of the warm-up failed: %s", n, w.requests, kinds(w.Failures, w.examples))
}

// Limit says that the warm-up ended at its limit, and is empty if it did not.
func (w Warmup) Limit() string {
	if !w.unsteady {
		return ""
	}
	return fmt.Sprintf("the warm-up was not steady within %.3g s, the most that it may take: warm up longer, or look for what keeps changing", w.Length.Seconds())
}

// Wrong reports whether an answer came that was not right.
func (w Warmup) Wrong() bool { return wrong(w.Failures) > 0 }
