package load

import (
	"fmt"
	"runtime"
	"time"

	"github.com/wiretax/wiretax/bench/pace"
)

// pacing keeps the schedule of a phase, which begins when it is made.
type pacing interface {
	elapsed() time.Duration
	// pace has the target send what is due until there is no more, once. It returns the CPU
	// time of the thread that kept the schedule, if that thread did nothing else.
	pace(begin func(loop Target) Due) (cpu time.Duration, err error)
}

// newPacing returns what keeps the schedule: the target if it can, else a thread.
func newPacing(target Target) (pacing, error) {
	if p, ok := target.(Pacer); ok {
		return loops{p, time.Now()}, nil
	}
	waiter, err := pace.NewWaiter()
	if err != nil {
		return nil, fmt.Errorf("start pacer: %w", err)
	}
	return thread{waiter, target}, nil
}

// loops are the event loops of a target.
type loops struct {
	target Pacer
	start  time.Time
}

func (l loops) elapsed() time.Duration { return time.Since(l.start) }

func (l loops) pace(begin func(loop Target) Due) (time.Duration, error) {
	return 0, l.target.Pace(l.start, begin)
}

// thread is one that only keeps the schedule.
type thread struct {
	waiter
	target Target
}

// waiter is a [pace.Waiter].
type waiter interface {
	WaitUntil(offset time.Duration) error
	Elapsed() time.Duration
	Close() (cpu time.Duration, err error)
}

func (t thread) elapsed() time.Duration { return t.Elapsed() }

func (t thread) pace(begin func(loop Target) Due) (time.Duration, error) {
	due := begin(t.target)
	var waiting error
	for next, more := due(); more && waiting == nil; next, more = due() {
		if next <= t.Elapsed() {
			runtime.Gosched() // behind schedule: still let the client run
		} else {
			waiting = t.WaitUntil(next)
		}
	}
	cpu, err := t.Close()
	switch {
	case waiting != nil:
		return 0, fmt.Errorf("wait for the next request's time: %w", waiting)
	case err != nil:
		return 0, fmt.Errorf("read pacer's CPU time: %w", err)
	}
	return cpu, nil
}

// starts are the requests that a phase starts at given times, on one event loop or on all of them.
type starts interface {
	// take returns the next request with its intended time, or false if there is none.
	take() (Ticket, bool)
	// goesOn reports whether a request that is late may still be started. late may be negative.
	goesOn(late time.Duration) bool
	start(loop Target, t Ticket, now time.Duration)
}

const (
	// longestWait is how long it may take to notice that the phase was told to stop.
	longestWait = 100 * time.Millisecond
	// mostAtOnce bounds how many late requests are started before the loop looks at answers.
	mostAtOnce = 64
)

// due returns the function by which a loop starts what it takes.
func due(loop Target, elapsed func() time.Duration, s starts) Due {
	var t Ticket
	taken := false
	return func() (next time.Duration, more bool) {
		for range mostAtOnce {
			if !taken {
				if t, taken = s.take(); !taken {
					return 0, false
				}
			}
			now := elapsed()
			if !s.goesOn(now - t.Intended) {
				return 0, false
			}
			if now < t.Intended {
				return min(t.Intended, now+longestWait), true
			}
			s.start(loop, t, now)
			taken = false
		}
		return 0, true
	}
}
