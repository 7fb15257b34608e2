package lean

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestPollerWaits(t *testing.T) {
	for _, precise := range []bool{true, false} {
		for _, sparing := range []bool{true, false} {
			t.Run(fmt.Sprintf("precise %v, sparing %v", precise, sparing), func(t *testing.T) {
				p := newTestPoller(t)
				p.precise = p.precise && precise
				for _, limit := range []time.Duration{5 * time.Millisecond, 10 * time.Microsecond, time.Millisecond} {
					if took := waitOut(t, p, limit, sparing); took < limit {
						t.Errorf("waited for %v, want %v or more", took, limit)
					}
				}
				for _, limit := range []time.Duration{forever, time.Hour} {
					p.wake()
					events, err := p.wait(limit, true, sparing)
					woken := slices.ContainsFunc(events, func(e unix.EpollEvent) bool { return int(e.Fd) == p.wakeFD })
					if err != nil || !woken {
						t.Errorf("wait(%v) after wake() = %v, %v, want the event of the wake", limit, events, err)
					}
					p.drain(p.wakeFD)
				}
			})
		}
	}
}

// waitOut waits for a limit in as many waits as it takes, since a timer that was set before ends one
// early, and returns how long it waited.
func waitOut(t *testing.T, p *poller, limit time.Duration, sparing bool) time.Duration {
	t.Helper()
	began := time.Now()
	for time.Since(began) < limit {
		if _, err := p.wait(limit-time.Since(began), true, sparing); err != nil {
			t.Fatal(err)
		}
	}
	return time.Since(began)
}

func TestPollerLeavesAnEarlierTimer(t *testing.T) {
	p := newTestPoller(t)
	set := func(limit time.Duration) time.Time {
		t.Helper()
		if err := p.setTimer(limit); err != nil {
			t.Fatal(err)
		}
		return p.set
	}
	hour := set(time.Hour)
	if later := set(2 * time.Hour); later != hour {
		t.Errorf("a timer of an hour was set anew, for %v later", later.Sub(hour))
	}
	if minute := set(time.Minute); !minute.Before(hour) {
		t.Error("a timer of an hour was left where one of a minute was asked for")
	}
	if over := set(time.Nanosecond); !set(time.Hour).After(over) {
		t.Error("a timer that has gone off was left")
	}
}

func newTestPoller(t *testing.T) *poller {
	t.Helper()
	p, err := newPoller()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.close)
	return p
}

func TestCPUShare(t *testing.T) {
	var s cpuShare
	now, cpu := time.Now(), time.Duration(0)
	s.measure(now, cpu)
	for i, step := range []struct {
		share float64
		high  bool
	}{{0.6, false}, {0.75, true}, {0.6, true}, {0.45, false}, {0.65, false}, {1, true}} {
		now, cpu = now.Add(time.Second), cpu+time.Duration(step.share*float64(time.Second))
		if s.measure(now, cpu); s.isHigh != step.high {
			t.Errorf("step %d: after a share of %v high is %v, want %v", i, step.share, s.isHigh, step.high)
		}
	}
}
