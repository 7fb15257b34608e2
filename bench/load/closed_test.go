package load

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wiretax/wiretax/bench/pace"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

func closedLoop(t *testing.T, ctx context.Context, target Target, l Loop, p Phase) Result {
	t.Helper()
	result, err := Closed(ctx, target, l, p)
	if err != nil {
		t.Fatalf("Closed() = %v", err)
	}
	return result
}

// inBackground answers at once, from a goroutine of its own.
func inBackground(running *sync.WaitGroup, outcome func(Ticket) Outcome) targetFunc {
	return func(_ context.Context, ticket Ticket, done Sink) {
		running.Go(func() { done.Done(ticket, outcome(ticket)) })
	}
}

func TestClosedSendsWhatItIsAskedFor(t *testing.T) {
	for _, callers := range []int{1, 7, 300} {
		var running sync.WaitGroup
		var mu sync.Mutex
		seen := make(map[uint64]bool)
		target := inBackground(&running, func(ticket Ticket) Outcome {
			mu.Lock()
			defer mu.Unlock()
			if seen[ticket.Seq] || ticket.Intended != ticket.Sent {
				t.Errorf("request %d: seen before %v, intended at %v, sent at %v", ticket.Seq, seen[ticket.Seq], ticket.Intended, ticket.Sent)
			}
			seen[ticket.Seq] = true
			return Outcome{Shard: int(ticket.Seq)}
		})
		result := closedLoop(t, context.Background(), target, Loop{Callers: callers, Requests: 250}, Phase{Timeout: time.Second, FirstSeq: 1000, CheckEvery: 10})
		running.Wait()
		if result.Requests != 250 || result.Completed != 250 || result.Checked == 0 || result.Stopped {
			t.Errorf("%d callers: requests, completed, checked, stopped = %d, %d, %d, %v, want 250, 250, some, false",
				callers, result.Requests, result.Completed, result.Checked, result.Stopped)
		}
		for seq := uint64(1000); seq < 1250; seq++ {
			if !seen[seq] {
				t.Fatalf("%d callers: request %d was never sent", callers, seq)
			}
		}
		times := result.Times
		if times.Response.TotalCount() != 250 || times.Service.TotalCount() != 250 || times.Lag.TotalCount() != 0 {
			t.Errorf("%d callers: response, service, lag hold %d, %d, %d, want 250, 250, 0",
				callers, times.Response.TotalCount(), times.Service.TotalCount(), times.Lag.TotalCount())
		}
	}
}

func TestClosedNeverHasMoreInFlightThanCallers(t *testing.T) {
	const callers = 5
	var running sync.WaitGroup
	var inFlight, most atomic.Int64
	target := targetFunc(func(_ context.Context, ticket Ticket, done Sink) {
		if n := inFlight.Add(1); n > most.Load() {
			most.Store(n)
		}
		running.Go(func() {
			inFlight.Add(-1)
			done.Done(ticket, Outcome{})
		})
	})
	closedLoop(t, context.Background(), target, Loop{Callers: callers, Requests: 500}, Phase{Timeout: time.Second})
	running.Wait()
	if most.Load() > callers {
		t.Errorf("%d requests were in flight at once, want at most the %d callers", most.Load(), callers)
	}
}

func TestClosedEndsWhenItsTimeIsOver(t *testing.T) {
	var running sync.WaitGroup
	target := inBackground(&running, func(Ticket) Outcome { return Outcome{} })
	result := closedLoop(t, context.Background(), target, Loop{Callers: 3, Spread: 5 * time.Millisecond}, Phase{Duration: 20 * time.Millisecond, Timeout: time.Second})
	running.Wait()
	if result.Elapsed < 20*time.Millisecond || result.Completed == 0 || result.Completed != result.Requests {
		t.Errorf("elapsed, completed, requests = %v, %d, %d, want 20 ms or more, all, some", result.Elapsed, result.Completed, result.Requests)
	}
	if len(result.SliceMeans) == 0 || len(result.SliceMeans) > Parts {
		t.Errorf("%d slices have a mean, want 1 to %d", len(result.SliceMeans), Parts)
	}
}

func TestClosedGivesUpWhatNeverEnds(t *testing.T) {
	var mu sync.Mutex
	var late []func()
	target := targetFunc(func(_ context.Context, ticket Ticket, done Sink) {
		mu.Lock()
		defer mu.Unlock()
		late = append(late, func() { done.Done(ticket, Outcome{}) })
	})
	loop, phase := Loop{Callers: 4, Requests: 100}, Phase{Duration: 5 * time.Millisecond, Timeout: 10 * time.Millisecond}
	result, err := newClosed(context.Background(), loop, phase).run(context.Background(), standstill{target})
	if err != nil {
		t.Fatal(err)
	}
	if result.Requests != 4 || result.Failures[contract.Unfinished] != 4 || result.Times.Response.TotalCount() != 4 {
		t.Errorf("requests, unfinished, recorded = %d, %d, %d, want 4 each", result.Requests, result.Failures[contract.Unfinished], result.Times.Response.TotalCount())
	}
	for _, done := range late {
		done() // must change nothing and send nothing
	}
	if len(late) != 4 {
		t.Errorf("a caller whose answer came after the end sent another request")
	}
}

// standstill is a pacing whose clock stands still, so that a phase is not over before its first
// request, however long the test is kept from running.
type standstill struct{ target Target }

func (standstill) elapsed() time.Duration { return 0 }

func (s standstill) pace(begin func(Target) Due) (time.Duration, error) {
	for start, more := begin(s.target), true; more; {
		_, more = start()
	}
	return 0, nil
}

func TestClosedStopsWhenTold(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var running sync.WaitGroup
	target := inBackground(&running, func(ticket Ticket) Outcome {
		if ticket.Seq == 50 {
			cancel()
		}
		return Outcome{}
	})
	result := closedLoop(t, ctx, target, Loop{Callers: 2}, Phase{Duration: time.Hour, Timeout: time.Second})
	running.Wait()
	if !result.Stopped || result.Completed < 50 || result.Completed != result.Requests {
		t.Errorf("stopped, completed, requests = %v, %d, %d, want true, 50 or more, as many", result.Stopped, result.Completed, result.Requests)
	}
}

func TestAPhaseThatIsStoppedLetsRequestsEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	release := make(chan struct{})
	var running sync.WaitGroup
	target := targetFunc(func(ctx context.Context, ticket Ticket, done Sink) {
		running.Go(func() {
			if ticket.Seq == 3 {
				cancel()
				close(release)
			}
			select {
			case <-release:
				done.Done(ticket, Outcome{})
			case <-ctx.Done():
				done.Done(ticket, Outcome{Failure: contract.Timeout})
			}
		})
	})
	result := open(t, ctx, target, Phase{Duration: time.Hour, Timeout: time.Minute})
	running.Wait()
	if !result.Stopped || result.Requests < 4 || result.Completed != result.Requests {
		t.Errorf("stopped, requests, completed = %v, %d, %d, failures %v; want true and all that were sent completed",
			result.Stopped, result.Requests, result.Completed, result.Failures)
	}
}

func TestIntervalsSumUpToTheResult(t *testing.T) {
	sum := record.NewTimes()
	var last time.Time
	p := testPhase(time.Second)
	p.Interval = func(i record.Interval) {
		if !last.IsZero() && !i.Start.Equal(last) {
			t.Errorf("an interval begins at %v, the one before ended at %v", i.Start, last)
		}
		last = i.End
		sum.Merge(i.Times)
	}
	var running sync.WaitGroup
	target := inBackground(&running, func(ticket Ticket) Outcome {
		o := Outcome{Shard: int(ticket.Seq), Wait: time.Duration(ticket.Seq), Items: 3}
		if ticket.Seq%2 == 0 {
			o.FirstItem = time.Microsecond
		}
		switch ticket.Seq % 5 {
		case 3:
			o.Wait = UnknownWait
		case 4:
			o.Failure = "status 503"
		}
		return o
	})
	result := open(t, context.Background(), target, p)
	running.Wait()
	for name, got := range map[string][3]int64{
		"response": {sum.Response.TotalCount(), result.Times.Response.TotalCount(), testRequests / 5 * 4},
		"service":  {sum.Service.TotalCount(), result.Times.Service.TotalCount(), testRequests / 5 * 4},
		"lag":      {sum.Lag.TotalCount(), result.Times.Lag.TotalCount(), testRequests},
		"wait":     {sum.Wait.TotalCount(), result.Times.Wait.TotalCount(), testRequests / 5 * 3},
		"first":    {sum.First.TotalCount(), result.Times.First.TotalCount(), testRequests / 5 * 2},
		"errors":   {sum.Errors.TotalCount(), result.Times.Errors.TotalCount(), testRequests / 5},
	} {
		if got[0] != got[2] || got[1] != got[2] {
			t.Errorf("%s: the intervals hold %d, the result %d, want %d", name, got[0], got[1], got[2])
		}
	}
}

// BenchmarkClosed measures what the engine itself costs for a request of a closed loop.
func BenchmarkClosed(b *testing.B) {
	// As a client that multiplexes all requests in one loop would.
	type request struct {
		ticket Ticket
		done   Sink
	}
	queue := make(chan request, 64)
	go func() {
		for r := range queue {
			r.done.Done(r.ticket, Outcome{})
		}
	}()
	defer close(queue)
	target := targetFunc(func(_ context.Context, ticket Ticket, done Sink) { queue <- request{ticket, done} })
	b.ReportAllocs()
	if _, err := Closed(context.Background(), target, Loop{Callers: 16, Requests: int64(b.N)}, Phase{Timeout: time.Minute}); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkRecord measures what recording alone costs.
func BenchmarkRecord(b *testing.B) {
	rec := newRecorder(Phase{Duration: time.Hour, Timeout: time.Minute})
	waiter, err := pace.NewWaiter()
	if err != nil {
		b.Fatal(err)
	}
	defer waiter.Close()
	rec.begin(waiter.Elapsed)
	b.ReportAllocs()
	for b.Loop() {
		now := rec.elapsed()
		rec.late(0)
		rec.sent()
		rec.Done(Ticket{Sent: now}, Outcome{})
	}
	rec.result(true)
}

func TestTheFirstFailureOfEachKindIsTheExample(t *testing.T) {
	var running sync.WaitGroup
	target := inBackground(&running, func(ticket Ticket) Outcome {
		switch n := ticket.Seq; {
		case n < 3:
			return Outcome{}
		case n < 100 && n%2 == 0:
			return Outcome{Failure: "even", Why: fmt.Errorf("it is %d", n), Shard: int(n)}
		case n < 100:
			return Outcome{Failure: "odd", Shard: int(n)}
		default:
			return Outcome{Failure: fmt.Sprint("kind ", n), Why: errors.New("x"), Shard: int(n)}
		}
	})
	result := closedLoop(t, context.Background(), target, Loop{Callers: 1, Requests: 200}, Phase{Timeout: time.Second})
	running.Wait()
	if got := result.Examples["even"]; got != "it is 4" {
		t.Errorf("the example of even is %q, want the first, 4", got)
	}
	if _, ok := result.Examples["odd"]; ok || len(result.Examples) != MostExamples {
		t.Errorf("%d examples, of odd %v, want %d, none", len(result.Examples), ok, MostExamples)
	}
	if len(result.Failures) != 102 {
		t.Errorf("%d kinds are counted, want all 102", len(result.Failures))
	}
}
