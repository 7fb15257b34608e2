package single

import (
	"fmt"
	"maps"
	"os"
	"slices"

	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/record"
)

// result sums up the windows.
func (l *loader) result() (record.Load, error) {
	sum := record.Load{Window: together(l.windows, l.times), TimeoutSeconds: l.Timeout.Seconds()}
	sum.ClientKind, sum.ClientReason = l.chosen.client, l.chosen.reason
	sum.Valid = len(l.reasons) == 0
	// If requests failed, connections were opened because of that.
	if redials := sum.ConnectionsOpened - int64(l.Connections); redials > 0 && sum.Errors.Total == 0 {
		cause := "the service closed some"
		if l.call.ClosesConnections() {
			cause = "every request asks for that with Connection: close"
		}
		sum.Warnings = append(sum.Warnings, fmt.Sprintf("%d connections were opened instead of %d: %s", sum.ConnectionsOpened, l.Connections, cause))
	}
	if l.call.FollowsPaths() && l.chosen.checkEvery() > 1 {
		sum.Warnings = append(sum.Warnings, fmt.Sprintf("the JSON paths were followed in one of %d answers, so there may be more wrong ones than were found; --client native follows them in every answer", l.chosen.checkEvery()))
	}
	sum.Warnings = append([]string{}, slices.Concat(l.reasons, l.warnings, sum.Warnings)...)
	if len(l.Steps) == 0 {
		sum.Callers = l.Callers
	} else {
		sum.OfferedRPS, sum.Arrivals = &sum.Window.OfferedRPS, &sum.Window.Arrivals
	}
	if len(l.windows) > 1 {
		sum.Steps = l.windows
	}
	var err error
	sum.PeakRSSBytes, err = meter.PeakRSS(os.Getpid())
	return sum, err
}

// together makes one window of several windows of one target, one after the other. Its quantiles
// are those of the merged times.
func together(windows []record.Window, times record.Times) record.Window {
	sum := windows[0]
	sum.Errors.ByKind, sum.Errors.Examples = maps.Clone(sum.Errors.ByKind), make(map[string]string)
	for _, w := range slices.Backward(windows) { // so that the first of each kind stays
		maps.Copy(sum.Errors.Examples, w.Errors.Examples)
	}
	sum.Codings = maps.Clone(sum.Codings)
	inTime := sum.AchievedRPS * sum.DurationSeconds
	offered := sum.OfferedRPS * sum.DurationSeconds
	for _, w := range windows[1:] {
		inTime += w.AchievedRPS * w.DurationSeconds
		offered += w.OfferedRPS * w.DurationSeconds
		sum.MeanInFlight = (sum.MeanInFlight*sum.ElapsedSeconds + w.MeanInFlight*w.ElapsedSeconds) / (sum.ElapsedSeconds + w.ElapsedSeconds)
		sum.DurationSeconds += w.DurationSeconds
		sum.ElapsedSeconds += w.ElapsedSeconds
		sum.MessageBytesSent = mean(sum.MessageBytesSent, sum.Completed, w.MessageBytesSent, w.Completed)
		sum.MessageBytesReceived = mean(sum.MessageBytesReceived, sum.Completed, w.MessageBytesReceived, w.Completed)
		sum.Requests += w.Requests
		sum.Completed += w.Completed
		sum.Checked += w.Checked
		sum.Items += w.Items
		sum.Errors.Total += w.Errors.Total
		for kind, n := range w.Errors.ByKind {
			sum.Errors.ByKind[kind] += n
		}
		for coding, n := range w.Codings {
			sum.Codings[coding] += n
		}
		sum.ClientCPUSeconds = plus(sum.ClientCPUSeconds, w.ClientCPUSeconds)
		sum.PacerCPUSeconds = plus(sum.PacerCPUSeconds, w.PacerCPUSeconds)
		sum.BytesSent, sum.BytesReceived = plus(sum.BytesSent, w.BytesSent), plus(sum.BytesReceived, w.BytesReceived)
		sum.TransportRetries = plus(sum.TransportRetries, w.TransportRetries)
		sum.SegmentsOut += w.SegmentsOut
		sum.SegmentsIn += w.SegmentsIn
		sum.ConnectionsOpened = w.ConnectionsOpened // counts from the first connection on
		sum.LateTail = sum.LateTail || w.LateTail
		sum.Warnings = append(sum.Warnings[:len(sum.Warnings):len(sum.Warnings)], w.Warnings...)
	}
	if len(windows) > 1 {
		sum.OfferedRPS, sum.AchievedRPS = offered/sum.DurationSeconds, inTime/sum.DurationSeconds
		sum.ScheduleD, sum.SliceMeans = 0, nil // of one schedule only
	}
	sum.Response, sum.Service = record.Summarize(times.Response), record.Summarize(times.Service)
	sum.Lag, sum.Wait = record.Summarize(times.Lag), record.Summarize(times.Wait)
	sum.FirstItem = record.Summarize(times.First)
	return sum
}

// mean returns the mean of two groups of n and m.
func mean(a float64, n int64, b float64, m int64) float64 {
	if n+m == 0 {
		return 0
	}
	return (a*float64(n) + b*float64(m)) / float64(n+m)
}

// plus adds two figures; it is nil if one is not known.
func plus[T int64 | float64](a, b *T) *T {
	if a == nil || b == nil {
		return nil
	}
	sum := *a + *b
	return &sum
}
