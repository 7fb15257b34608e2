package single

import (
	"context"
	"testing"
	"time"

	"github.com/wiretax/wiretax/bench/client/anycall"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/plan"
)

// failing ends every request at once with a failure.
type failing struct{}

func (failing) Start(_ context.Context, t load.Ticket, done load.Sink) {
	go done.Done(t, load.Outcome{Failure: "status 400"})
}

// pacing keeps the schedule in one loop.
type pacing struct {
	failing
	paced bool
}

func (p *pacing) Pace(_ time.Time, begin func(loop load.Target) load.Due) error {
	p.paced = true
	due := begin(p.failing)
	for more := true; more; {
		_, more = due() // a call that comes too soon does no harm
	}
	return nil
}

// A target that keeps the schedule still does when its first answer is diagnosed, and its first
// answer is diagnosed although loops of its start the requests.
func TestFirstAnswerOfATargetThatKeepsTheSchedule(t *testing.T) {
	// Nothing answers there, so no other protocol is found and the load goes on.
	call, err := anycall.Parse(t.Context(), plan.Target{URL: "http://127.0.0.1:1/"})
	if err != nil {
		t.Fatal(err)
	}
	for _, keeps := range []bool{false, true} {
		paced := &pacing{}
		var target load.Target = failing{}
		if keeps {
			target = paced
		}
		first := &firstAnswer{call: call, stop: func(err error) { t.Errorf("the load was stopped: %v", err) }}
		driven := first.of(target)
		if _, still := driven.(load.Pacer); still != keeps {
			t.Errorf("the target keeps the schedule: %v, want %v", still, keeps)
		}
		result, err := load.Closed(t.Context(), driven, load.Loop{Callers: 2, Requests: 10}, load.Phase{Timeout: time.Second})
		if err != nil || result.Failures["status 400"] != 10 || paced.paced != keeps {
			t.Errorf("Closed() = %v, %v, paced %v, want 10 failures, paced %v", result.Failures, err, paced.paced, keeps)
		}
		asked := false
		first.once.Do(func() { asked = true })
		if asked {
			t.Error("no first answer was diagnosed")
		}
		first.diagnosing.Wait()
	}
}
