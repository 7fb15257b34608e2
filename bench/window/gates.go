package window

import (
	"fmt"
	"math"
	"strings"

	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// The limits beyond which a window gives no verdict.
const (
	LeastAchieved   = 0.99 // of the offered rate
	mostLag         = 1e-3 // seconds
	mostLagShare    = 0.01 // of the response time, if that is more
	mostLittleError = 0.05
	mostClientShare = 0.80 // of the client's CPUs
	MostStealShare  = 0.005
	MostOthersShare = 0.20 // of one CPU, by processes that are not part of the measurement
)

// verdict gathers why a window does not count, and what to do about it. What follows from a
// reason is not given as another reason.
type verdict struct {
	reasons, remedies []string
	// late says that the generator was late, slow that the service did not keep up, and
	// mentioned that the reasons mention the failed requests.
	late, slow, mentioned bool
}

func (v *verdict) invalid(format string, args ...any) {
	v.reasons = append(v.reasons, fmt.Sprintf(format, args...))
}

func (v *verdict) caused(why cause, what string) {
	v.invalid("%s: %s", what, why.text)
	v.remedies = append(v.remedies, why.remedy)
}

// Judge returns the reasons why a window does not count, and what to do about those that the
// machine, the rate or the requests cause. It adds warnings to the window. failed is what it
// says of failed requests: [Failed] or [FailedHow].
func Judge(w *record.Window, result *load.Result, clientCPUs int, machine Surroundings, failed string) (reasons, remedies []string) {
	var v verdict
	if result.Stopped {
		v.invalid("it was stopped before its time was over")
	}
	if w.Requests == 0 {
		v.invalid("no request was due in the window: the rate is too low for it")
		return v.reasons, nil
	}
	if off := littleError(w, result); off > mostLittleError {
		v.invalid("%.4g requests were in flight by samples, %.1f %% off what their times say (Little's law): requests were lost or counted twice, or their times are wrong", result.MeanInFlight, off*100)
	}
	if w.Mode == "open" {
		v.judgeRate(w, result, machine, failed)
	}
	v.judgeFailures(w, failed)
	if reason := unsteady(w.SliceMeans, w.OtherMeans()); reason != "" && !v.slow { // or its times grow with its queue
		v.invalid("%s", reason)
	}
	v.judgeClient(w, clientCPUs)
	if result.Stopped { // what was cut off has no other cause
		v.remedies = nil
	}
	return v.reasons, v.remedies
}

// judgeRate asks whether the load was offered as planned. A generator that is late for one
// request in a hundred is warned of; one that is late for one in ten changes the load itself,
// and so every figure.
func (v *verdict) judgeRate(w *record.Window, result *load.Result, machine Surroundings, failed string) {
	var what []string
	if result.Behind {
		what = append(what, "the generator fell behind its schedule by more than the timeout")
	}
	if limit := lagLimit(w.Response.P50); w.Lag.P90 != nil && *w.Lag.P90 > limit {
		what = append(what, fmt.Sprintf("generator lag p90 %.2f ms, above %.3g ms", *w.Lag.P90*1e3, limit*1e3))
	}
	v.late = len(what) > 0
	least := LeastAchieved * w.OfferedRPS
	inTime := w.AchievedRPS + min(max(inFlight(w), lastOne(w)), lateRPS(w))
	achieved := fmt.Sprintf("achieved %.0f of %.0f requests/s offered, below %.0f %%", w.AchievedRPS, w.OfferedRPS, LeastAchieved*100)
	v.slow = inTime < least
	// Failed requests are the cause only if the rate would have been achieved with them.
	v.mentioned = v.slow && w.Errors.Total > 0 && inTime+float64(w.Errors.Total)/w.DurationSeconds >= least
	switch {
	case v.mentioned:
		v.caused(cause{failed, failureRemedy(w)}, achieved)
	case v.slow && v.late:
		what = append(what, achieved)
	case v.slow:
		v.caused(slowService(w), achieved)
	}
	if v.late {
		v.caused(machine.lateness(), strings.Join(what, "; "))
	}
	limit := lagLimit(w.Response.P99)
	if w.LateTail = w.Lag.P99 != nil && *w.Lag.P99 > limit; w.LateTail && !v.late {
		w.Warnings = append(w.Warnings, fmt.Sprintf("generator lag p99 %.2f ms, above %.3g ms, which is shown and drops nothing", *w.Lag.P99*1e3, limit*1e3))
	}
}

// judgeFailures mentions failed requests, unless judgeRate has.
func (v *verdict) judgeFailures(w *record.Window, failed string) {
	fatal := w.Errors.ByKind[contract.Unfinished]+wrong(w.Errors.ByKind) > 0
	few := w.Mode != "open" && float64(w.Completed) < LeastAchieved*float64(w.Requests)
	switch {
	case v.mentioned || w.Errors.Total == 0:
	case fatal || few:
		v.invalid("%s", failed)
		v.remedies = append(v.remedies, failureRemedy(w))
	default:
		w.Warnings = append(w.Warnings, failed)
	}
}

// judgeClient asks whether the client itself was the bottleneck. If the generator was late, a
// reason says so already.
func (v *verdict) judgeClient(w *record.Window, clientCPUs int) {
	share, known := w.CPUShare(w.ClientCPUSeconds, clientCPUs)
	if !known || share <= mostClientShare || v.late {
		return
	}
	text := fmt.Sprintf("the client used %.0f %% of its CPU, above %.0f %%: it may be the bottleneck", share*100, mostClientShare*100)
	if w.Mode == "open" {
		v.invalid("%s", text)
	} else {
		w.Warnings = append(w.Warnings, text)
	}
}

// lagLimit returns how late the generator may be for a response time: a millisecond, or a
// hundredth of the response time if that is more.
func lagLimit(response *float64) float64 {
	if response == nil {
		return mostLag
	}
	return max(mostLag, mostLagShare**response)
}

// lateRPS returns the rate of right answers that came after the window.
func lateRPS(w *record.Window) float64 {
	return max(0, float64(w.Completed)/w.DurationSeconds-w.AchievedRPS)
}

// inFlight returns the rate that is not achieved although the target keeps up, because some
// requests are in flight whenever a window or a slice ends: twice as many as in its first fifth. It is 0
// if requests took more than twice as long in the last fifth: then the target does not keep up.
func inFlight(w *record.Window) float64 {
	n := len(w.SliceMeans) / 5
	if n == 0 || w.DurationSeconds <= 0 {
		return 0
	}
	first, last := 0.0, 0.0
	for i := range n {
		first += w.SliceMeans[i] / float64(n)
		last += w.SliceMeans[len(w.SliceMeans)-1-i] / float64(n)
	}
	if last > 2*first {
		return 0
	}
	length := w.DurationSeconds
	if w.Slices != nil {
		length = w.Slices.Seconds
	}
	return 2 * w.OfferedRPS * first / length
}

// lastOne returns the rate of one request if there were so few that a single one, cut off by the
// end of the window, is more than may be missing. Requests that stream are long.
func lastOne(w *record.Window) float64 {
	if float64(w.Requests)*(1-LeastAchieved) >= 1 || w.DurationSeconds <= 0 {
		return 0
	}
	return 1 / w.DurationSeconds
}

// littleError returns how far the mean number in flight is from rate × mean time. The former is
// sampled; the latter comes from the histograms and, for failed requests, which are in none, from
// the sum of their times. Of requests that never ended no time is known, and they are a reason
// by themselves.
func littleError(w *record.Window, result *load.Result) float64 {
	if result.MeanInFlight == 0 || result.Stopped || w.Errors.ByKind[contract.Unfinished] > 0 {
		return 0
	}
	inFlight := result.FailedTime.Seconds()
	for _, q := range []record.Quantiles{w.Service, w.Wait} {
		if q.Mean != nil {
			inFlight += float64(q.Count) * *q.Mean
		}
	}
	expected := inFlight / result.Elapsed.Seconds()
	return math.Abs(result.MeanInFlight/expected - 1)
}
