package pace

import (
	"slices"
	"testing"
	"time"
)

func BenchmarkNext(b *testing.B) {
	for _, arrivals := range []string{"poisson", "uniform"} {
		b.Run(arrivals, func(b *testing.B) {
			s, err := New(arrivals, 1e6, 1e6*time.Second, 1)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, more := s.Next(); !more {
					b.Fatal("the schedule ended")
				}
			}
		})
	}
}

// BenchmarkLag waits half a millisecond in turns with the Waiter and with time.Sleep, and
// reports how late either was.
func BenchmarkLag(b *testing.B) {
	const gap = 500 * time.Microsecond
	w := newWaiter(b)
	defer closeWaiter(b, w)
	var lags, sleepLags []time.Duration
	for b.Loop() {
		target := w.Elapsed() + gap
		waitUntil(b, w, target)
		lags = append(lags, w.Elapsed()-target)

		target = w.Elapsed() + gap
		time.Sleep(gap)
		sleepLags = append(sleepLags, w.Elapsed()-target)
	}
	report := func(name string, lags []time.Duration) {
		slices.Sort(lags)
		b.ReportMetric(float64(lags[len(lags)/2].Nanoseconds()), name+"-p50-ns")
		b.ReportMetric(float64(lags[len(lags)*99/100].Nanoseconds()), name+"-p99-ns")
	}
	report("lag", lags)
	report("sleep-lag", sleepLags)
}
