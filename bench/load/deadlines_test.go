package load

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestDeadlinesEndEveryRequestAfterItsTimeout(t *testing.T) {
	const timeout = time.Second
	for _, start := range []time.Duration{0, 49 * time.Millisecond, 50 * time.Millisecond, 730 * time.Millisecond, 5 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			d := newDeadlines(context.Background(), timeout)
			defer d.close()
			// Other requests come before and share the slot.
			for at := time.Duration(0); at < start; at += 10 * time.Millisecond {
				time.Sleep(at - time.Since(began))
				d.at(at)
			}
			time.Sleep(start - time.Since(began))
			ctx := d.at(start)
			<-ctx.Done()
			took := time.Since(began) - start
			if took < timeout || took > d.longest() {
				t.Errorf("at(%v) ended after %v, want %v to %v", start, took, timeout, d.longest())
			}
		})
	}
}

func TestDeadlinesKeepFewContexts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		d := newDeadlines(context.Background(), time.Second)
		defer d.close()
		for range 10_000 {
			time.Sleep(10 * time.Millisecond)
			d.at(time.Since(began))
		}
		if n := len(d.cancels); n > 2*slotsPerTimeout {
			t.Errorf("%d contexts are kept after 100 s, want at most %d", n, 2*slotsPerTimeout)
		}
	})
}

func TestDeadlinesOutliveTheirParent(t *testing.T) {
	parent, cancel := context.WithCancel(context.Background())
	d := newDeadlines(parent, time.Minute)
	ctx := d.at(0)
	cancel()
	if err := ctx.Err(); err != nil {
		t.Errorf("a request in flight ended with the phase's context: %v; it may end by itself", err)
	}
	d.close()
	<-ctx.Done()
}
