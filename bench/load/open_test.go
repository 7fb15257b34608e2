package load

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/wiretax/wiretax/bench/pace"
	"github.com/wiretax/wiretax/contract"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// targetFunc is a target that is a function.
type targetFunc func(ctx context.Context, t Ticket, done Sink)

func (f targetFunc) Start(ctx context.Context, t Ticket, done Sink) { f(ctx, t, done) }

const (
	testRate     = 5000
	testDuration = 50 * time.Millisecond
	testRequests = 250
)

func testPhase(timeout time.Duration) Phase {
	return Phase{Duration: testDuration, Timeout: timeout}
}

func open(t *testing.T, ctx context.Context, target Target, p Phase) Result {
	t.Helper()
	result, err := Open(ctx, target, pace.Uniform(testRate, p.Duration), p)
	if err != nil {
		t.Fatalf("Open() = %v", err)
	}
	return result
}

func TestOpenSendsTheWholeScheduleInOrder(t *testing.T) {
	var seqs []uint64
	var intended []time.Duration
	checked := 0
	target := targetFunc(func(_ context.Context, ticket Ticket, done Sink) {
		seqs, intended = append(seqs, ticket.Seq), append(intended, ticket.Intended)
		if ticket.Sent < ticket.Intended {
			t.Errorf("request %d was sent at %v, before its time %v", ticket.Seq, ticket.Sent, ticket.Intended)
		}
		if ticket.Check {
			checked++
		}
		done.Done(ticket, Outcome{RequestBytes: 3, AnswerBytes: 7})
	})
	p := testPhase(time.Second)
	p.FirstSeq, p.CheckEvery = 1000, 10
	result := open(t, context.Background(), target, p)

	if result.Requests != testRequests || result.Completed != testRequests {
		t.Errorf("requests, completed = %d, %d, want %d each", result.Requests, result.Completed, testRequests)
	}
	// On a busy machine the last few may be late.
	if n := result.CompletedInTime; n < 1 || n > testRequests {
		t.Errorf("completed in time = %d, want 1 to %d", n, testRequests)
	}
	schedule := pace.Uniform(testRate, testDuration)
	for i, seq := range seqs {
		if want := uint64(1000 + i); seq != want {
			t.Fatalf("request %d has Seq %d, want %d", i, seq, want)
		}
		if want, _ := schedule.Next(); intended[i] != want {
			t.Fatalf("request %d is intended at %v, want %v", i, intended[i], want)
		}
	}
	if checked < testRequests/20 || checked > testRequests/5 || result.Checked != int64(checked) {
		t.Errorf("checked = %d, Result.Checked = %d, want about a tenth of %d, and the same", checked, result.Checked, testRequests)
	}
	if result.RequestBytes != 3*testRequests || result.AnswerBytes != 7*testRequests {
		t.Errorf("bytes = %d, %d, want %d, %d", result.RequestBytes, result.AnswerBytes, 3*testRequests, 7*testRequests)
	}
	times := result.Times
	for name, n := range map[string]int64{"response": times.Response.TotalCount(), "service": times.Service.TotalCount(), "lag": times.Lag.TotalCount()} {
		if n != testRequests {
			t.Errorf("%s histogram holds %d, want %d", name, n, testRequests)
		}
	}
}

func TestOpenWaitsForNoAnswer(t *testing.T) {
	// No request ends before all have been sent: a generator that waits for a worker, a
	// connection or an answer never gets there.
	var waiting []Ticket
	target := targetFunc(func(_ context.Context, ticket Ticket, done Sink) {
		waiting = append(waiting, ticket)
		if len(waiting) == testRequests {
			for _, w := range waiting {
				done.Done(w, Outcome{})
			}
		}
	})
	result := open(t, context.Background(), target, testPhase(10*time.Second))
	if result.Completed != testRequests || result.Goroutines != nil {
		t.Errorf("completed = %d, want %d, and no dump of goroutines: %.200s", result.Completed, testRequests, result.Goroutines)
	}
	// The first waited for nearly the whole phase, and its response time says so.
	response := result.Times.Response
	if longest := time.Duration(response.Max()); longest < testDuration*9/10 {
		t.Errorf("longest response time = %v, want about %v", longest, testDuration)
	}
	// Little's law: number in flight = rate × time, from two sources.
	service := result.Times.Service
	want := service.Mean() * testRequests / float64(result.Elapsed)
	if got := result.MeanInFlight; got < want*0.99 || got > want*1.01 {
		t.Errorf("mean in flight = %.1f, want %.1f by Little's law", got, want)
	}
}

func TestOpenCountsTimeoutsAtTheTimeout(t *testing.T) {
	const timeout = 20 * time.Millisecond
	var running sync.WaitGroup
	target := targetFunc(func(ctx context.Context, ticket Ticket, done Sink) {
		running.Go(func() {
			<-ctx.Done()
			done.Done(ticket, Outcome{Failure: contract.Timeout})
		})
	})
	result := open(t, context.Background(), target, testPhase(timeout))
	running.Wait()
	if got := result.Failures[contract.Timeout]; got != testRequests || result.Completed != 0 {
		t.Errorf("timeouts, completed = %d, %d, want %d, 0", got, result.Completed, testRequests)
	}
	service := result.Times.Service
	if service.TotalCount() != testRequests {
		t.Errorf("service histogram holds %d, want %d", service.TotalCount(), testRequests)
	}
	if !service.ValuesAreEquivalent(service.Max(), int64(timeout)) || !service.ValuesAreEquivalent(service.Min(), int64(timeout)) {
		t.Errorf("service times = %v to %v, want the timeout %v",
			time.Duration(service.Min()), time.Duration(service.Max()), timeout)
	}
}

// The first item of a stream is timed from the intended start, whatever became of the rest.
func TestOpenRecordsItems(t *testing.T) {
	const timeout, firstItem = 10 * time.Second, 3 * time.Millisecond
	tests := []struct {
		outcome Outcome
		first   time.Duration // since Sent; 0: none is recorded
		items   int64
	}{
		{Outcome{}, 0, 0},
		{Outcome{Items: 7, FirstItem: firstItem}, firstItem, 7},
		{Outcome{Items: 7}, 0, 7}, // an upload
		{Outcome{Failure: contract.Timeout, FirstItem: firstItem}, firstItem, 0},
		{Outcome{Failure: contract.Timeout, FirstItem: time.Hour}, timeout, 0},
		{Outcome{Failure: "status 503", Items: 7, FirstItem: firstItem}, 0, 0},
	}
	var first, items int64
	lags := make(map[int]time.Duration) // by case
	target := targetFunc(func(_ context.Context, ticket Ticket, done Sink) {
		test := int(ticket.Seq) % len(tests)
		if tests[test].first > 0 {
			first++
			lags[test] = max(lags[test], ticket.Sent-ticket.Intended)
		}
		items += tests[test].items
		done.Done(ticket, tests[test].outcome)
	})
	result := open(t, context.Background(), target, testPhase(timeout))
	if got := result.Times.First.TotalCount(); got != first || result.Items != items {
		t.Errorf("%d first items and %d items, want %d and %d", got, result.Items, first, items)
	}
	if least := time.Duration(result.Times.First.Min()); least < firstItem*99/100 {
		t.Errorf("the earliest first item = %v, want at least %v", least, firstItem)
	}
	// Of the longest, that of the cut-off timeouts: the timeout and the lag.
	if longest, want := time.Duration(result.Times.First.Max()), timeout+lags[4]; longest < want*99/100 || longest > max(want, firstItem+max(lags[1], lags[3]))*101/100 {
		t.Errorf("the latest first item = %v, want %v", longest, want)
	}
}

func TestOpenGivesUpWhatNeverEnds(t *testing.T) {
	const timeout = 100 * time.Millisecond
	var late []func()
	target := targetFunc(func(_ context.Context, ticket Ticket, done Sink) {
		if ticket.Seq%2 == 0 {
			done.Done(ticket, Outcome{})
			return
		}
		late = append(late, func() { done.Done(ticket, Outcome{}) })
	})
	result := open(t, context.Background(), target, testPhase(timeout))
	if got, want := result.Failures[contract.Unfinished], int64(len(late)); got != want {
		t.Errorf("unfinished = %d, want %d", got, want)
	}
	if result.Completed+result.Failures[contract.Unfinished] != result.Requests {
		t.Errorf("%d completed and %d unfinished of %d: some are lost", result.Completed, result.Failures[contract.Unfinished], result.Requests)
	}
	response := result.Times.Response
	if response.TotalCount() != result.Requests {
		t.Errorf("response histogram holds %d, want %d: censored ones belong in it", response.TotalCount(), result.Requests)
	}
	if dump := string(result.Goroutines); !strings.Contains(dump, "\tload/open_test.go:") || strings.Contains(dump, "\t/") || len(dump) > mostStacks {
		t.Errorf("the dump of goroutines has %d bytes, want this test's stack, and no whole paths:\n%.2000s", len(dump), dump)
	}
	for _, done := range late {
		done() // comes after the result and must change nothing
	}
	if response := result.Times.Response; response.TotalCount() != result.Requests {
		t.Errorf("late outcomes changed the result: %d", response.TotalCount())
	}
}

func TestOpenKeepsErrorsOutOfTheHistograms(t *testing.T) {
	target := targetFunc(func(_ context.Context, ticket Ticket, done Sink) {
		outcome := Outcome{Shard: int(ticket.Seq)}
		switch ticket.Seq % 3 {
		case 1:
			outcome.Failure = "status 503"
		case 2:
			outcome.Failure = "connection reset"
		}
		done.Done(ticket, outcome)
	})
	result := open(t, context.Background(), target, testPhase(time.Second))
	for _, kind := range []string{"status 503", "connection reset"} {
		if got := result.Failures[kind]; got != testRequests/3 {
			t.Errorf("Failures[%q] = %d, want %d", kind, got, testRequests/3)
		}
	}
	response := result.Times.Response
	if response.TotalCount() != result.Completed || result.Completed != testRequests/3+1 {
		t.Errorf("histogram holds %d, completed %d, want %d", response.TotalCount(), result.Completed, testRequests/3+1)
	}
}

func TestOpenStopsWhenTold(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	sent := 0
	target := targetFunc(func(_ context.Context, ticket Ticket, done Sink) {
		if sent++; sent == 10 {
			cancel()
		}
		done.Done(ticket, Outcome{})
	})
	p := Phase{Duration: time.Hour, Timeout: time.Second}
	result := open(t, ctx, target, p)
	if !result.Stopped || result.Requests != 10 || result.Completed != 10 {
		t.Errorf("stopped, requests, completed = %v, %d, %d, want true, 10, 10", result.Stopped, result.Requests, result.Completed)
	}
}

func TestOutcomesFromManyGoroutines(t *testing.T) {
	var running sync.WaitGroup
	target := targetFunc(func(_ context.Context, ticket Ticket, done Sink) {
		running.Go(func() { done.Done(ticket, Outcome{Shard: int(ticket.Seq)}) })
	})
	result := open(t, context.Background(), target, testPhase(time.Second))
	running.Wait()
	if result.Completed != testRequests {
		t.Errorf("completed = %d, want %d", result.Completed, testRequests)
	}
}

// BenchmarkOpen measures what the engine itself costs for a request, without any client.
func BenchmarkOpen(b *testing.B) {
	const rate = 1e6
	length := time.Duration(float64(b.N) / rate * float64(time.Second))
	target := targetFunc(func(_ context.Context, ticket Ticket, done Sink) { done.Done(ticket, Outcome{}) })
	b.ReportAllocs()
	result, err := Open(context.Background(), target, pace.Uniform(rate, length), Phase{Duration: length, Timeout: time.Second})
	if err != nil {
		b.Fatal(err)
	}
	if result.Requests > 0 {
		b.ReportMetric(float64(result.PacerCPU.Nanoseconds())/float64(result.Requests), "pacer-cpu-ns/op")
	}
}

func TestOpenGivesUpWhenItFallsBehind(t *testing.T) {
	// Start takes longer than the schedule allows: more and more is overdue.
	const timeout = 20 * time.Millisecond
	target := targetFunc(func(_ context.Context, ticket Ticket, done Sink) {
		for start := time.Now(); time.Since(start) < 2*time.Millisecond; {
		}
		done.Done(ticket, Outcome{})
	})
	result := open(t, context.Background(), target, Phase{Duration: time.Hour, Timeout: timeout})
	if !result.Behind || result.Stopped || result.Requests == 0 {
		t.Errorf("behind, stopped, requests = %v, %v, %d, want true, false, some", result.Behind, result.Stopped, result.Requests)
	}
}

// Requests that fail are in flight too: Little's law holds with them.
func TestOpenSumsUpTheTimesOfFailures(t *testing.T) {
	target := targetFunc(func(_ context.Context, ticket Ticket, done Sink) {
		outcome := Outcome{}
		if ticket.Seq%2 == 0 {
			outcome.Failure = "status 503"
		}
		time.AfterFunc(2*time.Millisecond, func() { done.Done(ticket, outcome) })
	})
	result := open(t, context.Background(), target, testPhase(time.Second))
	if least := time.Duration(result.Failures["status 503"]) * 2 * time.Millisecond; result.FailedTime < least {
		t.Errorf("failed time = %v, want at least %v", result.FailedTime, least)
	}
	service := result.Times.Service
	inFlight := result.FailedTime.Seconds() + service.Mean()*float64(service.TotalCount())/1e9
	if got, want := result.MeanInFlight*result.Elapsed.Seconds(), inFlight; got < want*0.99 || got > want*1.01 {
		t.Errorf("time in flight = %.4f s, want %.4f s", got, want)
	}
}
