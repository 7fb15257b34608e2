package generator

import (
	"strconv"
	"time"

	"github.com/wiretax/wiretax/bench/record"
)

// Figures are what a tool reports about its run.
type Figures struct {
	// Sent is how many requests the tool sent, which may be fewer than it was asked for. Of
	// these, Completed succeeded, and Failures counts the others by kind.
	Sent, Completed int64
	Failures        map[string]int64
	// Seconds runs from about the first request to the last answer.
	Seconds float64
	// Latency runs from a request's actual start, not from the intended one. It is empty if a
	// request failed, since the tools mix failures in.
	Latency record.Quantiles
}

// count adds the requests that a tool counts by status to the figures.
func count(sent int64, success, kind string, statuses map[string]int64) Figures {
	f := Figures{Sent: sent, Completed: statuses[success], Failures: make(map[string]int64)}
	for status, n := range statuses {
		if status != success {
			f.Failures[kind+status] = n
		}
	}
	return f
}

// quantiles returns the quantiles that a tool printed, without those of too few samples.
func quantiles(f Figures, fastest, mean, slowest time.Duration, at map[float64]time.Duration) record.Quantiles {
	if f.Completed == 0 || f.Completed < f.Sent {
		return record.Quantiles{}
	}
	seconds := func(d time.Duration) *float64 { s := d.Seconds(); return &s }
	quantile := func(percentage float64) *float64 {
		d, ok := at[percentage]
		if !ok || f.Completed < record.MinSamples(percentage/100) {
			return nil
		}
		return seconds(d)
	}
	return record.Quantiles{
		Count: f.Completed,
		Min:   seconds(fastest), Mean: seconds(mean), Max: seconds(slowest),
		P50: quantile(50), P90: quantile(90), P95: quantile(95), P99: quantile(99),
	}
}

// wholeRate formats a rate without a fraction, as the tools expect it.
func wholeRate(perSecond float64) string { return strconv.FormatFloat(perSecond, 'f', 0, 64) }

// duration formats seconds as the tools expect them.
func duration(seconds float64) string {
	return time.Duration(seconds * float64(time.Second)).String()
}
