package load

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestServiceLeavesOutTheWait records requests that waited in the client: response time is
// lag, wait and service.
func TestServiceLeavesOutTheWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const ms = time.Millisecond
		r := newRecorder(Phase{Duration: 10 * time.Second, Timeout: time.Second})
		began := time.Now()
		r.begin(func() time.Duration { return time.Since(began) })
		record := func(lag, took, wait time.Duration) {
			intended := time.Since(began)
			time.Sleep(lag)
			r.sent()
			time.Sleep(took)
			r.Done(Ticket{Intended: intended, Sent: intended + lag}, Outcome{Wait: wait})
		}
		record(10*ms, 120*ms, 100*ms)
		record(0, 20*ms, 0)
		record(0, 50*ms, UnknownWait)
		record(0, 1500*ms, 1400*ms) // a timeout that waited all of its time: nothing is known of the service
		result := r.result(true)
		for _, h := range []struct {
			name string
			got  []float64
			want []time.Duration
		}{
			{"response", []float64{float64(result.Times.Response.Min()), float64(result.Times.Response.ValueAtQuantile(75)), float64(result.Times.Response.Max())}, []time.Duration{20 * ms, 130 * ms, time.Second}},
			{"service", []float64{float64(result.Times.Service.Min()), float64(result.Times.Service.Max())}, []time.Duration{20 * ms, 50 * ms}},
			{"wait", []float64{float64(result.Times.Wait.Min()), float64(result.Times.Wait.Max())}, []time.Duration{0, time.Second}},
		} {
			for i, want := range h.want {
				if got := time.Duration(h.got[i]); (got - want).Abs() > want/500+time.Microsecond {
					t.Errorf("%s: %v, want %v", h.name, got, want)
				}
			}
		}
		if n := result.Times.Service.TotalCount(); n != 3 {
			t.Errorf("%d service times, want the 3 that are known", n)
		}
		if n := result.Times.Wait.TotalCount(); n != 3 {
			t.Errorf("%d waits, want the 3 that are known", n)
		}
	})
}
