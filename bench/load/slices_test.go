package load

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wiretax/wiretax/contract"
)

const testSlice = 20 * time.Millisecond

// arrivalsEvery returns n arrivals at equal distances.
func arrivalsEvery(gap time.Duration, n int) (arrivals []time.Duration) {
	for i := range n {
		arrivals = append(arrivals, time.Duration(i)*gap)
	}
	return arrivals
}

// drive drives a slice and folds it.
func drive(t *testing.T, s *Slices, arrivals []time.Duration) (answered bool) {
	t.Helper()
	s.Prepare(arrivals)
	if err := s.Drive(context.Background()); err != nil {
		t.Fatalf("Drive() = %v", err)
	}
	return s.Fold()
}

// Slices add up to one phase: nothing is lost or counted twice, and requests go on where those of the last
// slice ended.
func TestSlicesAddUp(t *testing.T) {
	var seqs []uint64
	target := targetFunc(func(_ context.Context, ticket Ticket, done Sink) {
		seqs = append(seqs, ticket.Seq)
		o := Outcome{RequestBytes: 3, AnswerBytes: 7}
		if ticket.Seq%10 == 9 {
			o.Failure = "status 503"
		}
		done.Done(ticket, o)
	})
	s := NewSlices(target, Phase{Duration: 3 * testSlice, Timeout: time.Second, FirstSeq: 100, CheckEvery: 1}, testSlice)
	for range 3 {
		if !drive(t, s, arrivalsEvery(100*time.Microsecond, 50)) {
			t.Error("Fold() = false, want that requests were answered")
		}
	}
	result := s.Result()
	if result.Requests != 150 || result.Completed != 135 || result.Failures["status 503"] != 15 || result.Checked != 135 {
		t.Errorf("requests, completed, failed, checked = %d, %d, %v, %d, want 150, 135, 15, 135", result.Requests, result.Completed, result.Failures, result.Checked)
	}
	if result.RequestBytes != 3*135 || result.AnswerBytes != 7*135 || s.Count() != 3 {
		t.Errorf("bytes = %d, %d in %d slices, want %d, %d in 3", result.RequestBytes, result.AnswerBytes, s.Count(), 3*135, 7*135)
	}
	for i, seq := range seqs {
		if seq != uint64(100+i) {
			t.Fatalf("request %d has Seq %d, want %d", i, seq, 100+i)
		}
	}
	if n := result.Times.Response.TotalCount(); n != 135 {
		t.Errorf("the histogram holds %d, want 135", n)
	}
	if n := result.Times.Lag.TotalCount(); n != 150 {
		t.Errorf("the histogram of lag holds %d, want 150", n)
	}
}

// A slice waits until its requests have ended. Answers after its end are late, but for a moment.
func TestSliceWaitsForItsAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		after := []time.Duration{testSlice / 2, testSlice, testSlice * 11 / 10, testSlice * 6 / 5}
		target := targetFunc(func(_ context.Context, ticket Ticket, done Sink) {
			go func() {
				time.Sleep(after[ticket.Seq])
				done.Done(ticket, Outcome{})
			}()
		})
		s := NewSlices(target, Phase{Duration: testSlice, Timeout: time.Second}, testSlice)
		s.Prepare(make([]time.Duration, len(after))) // all at once
		if err := s.slice.drive(t.Context(), faked{time.Now(), target}, s.phase); err != nil {
			t.Fatal(err)
		}
		s.Fold()
		result := s.Result()
		if result.Completed != 4 || result.CompletedInTime != 3 || result.Elapsed != testSlice*6/5 {
			t.Errorf("completed, in time, elapsed = %d, %d, %v, want 4, 3, %v", result.Completed, result.CompletedInTime, result.Elapsed, testSlice*6/5)
		}
	})
}

// A request that never ends is counted as unfinished, and what comes of it later changes nothing.
func TestSliceGivesUpWhatNeverEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var lost Ticket
		var sink Sink
		target := targetFunc(func(_ context.Context, ticket Ticket, done Sink) {
			if ticket.Seq == 1 {
				lost, sink = ticket, done
				return
			}
			done.Done(ticket, Outcome{})
		})
		s := NewSlices(target, Phase{Duration: 2 * testSlice, Timeout: 100 * time.Millisecond}, testSlice)
		for range 2 {
			s.Prepare(make([]time.Duration, 3))
			if err := s.slice.drive(t.Context(), faked{time.Now(), target}, s.phase); err != nil {
				t.Fatal(err)
			}
			s.Fold()
			if sink != nil {
				sink.Done(lost, Outcome{})
			}
		}
		result := s.Result()
		if result.Requests != 6 || result.Completed != 5 || result.Failures[contract.Unfinished] != 1 {
			t.Errorf("requests, completed, failures = %d, %d, %v, want 6, 5 and one unfinished", result.Requests, result.Completed, result.Failures)
		}
		if longest := time.Duration(result.Times.Response.Max()); longest < 99*time.Millisecond || longest > 101*time.Millisecond {
			t.Errorf("longest response time = %v, want that of the timeout", longest)
		}
	})
}

// The requests of the first 10 ms of slices are compared with the others.
func TestEarlyRatio(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		target := targetFunc(func(_ context.Context, ticket Ticket, done Sink) {
			took := time.Millisecond
			if ticket.Intended < earlyTime {
				took = 3 * time.Millisecond / 2
			}
			go func() { time.Sleep(took); done.Done(ticket, Outcome{}) }()
		})
		s := NewSlices(target, Phase{Duration: testSlice, Timeout: time.Second}, testSlice)
		s.Prepare(arrivalsEvery(time.Millisecond, 20))
		if err := s.slice.drive(t.Context(), faked{time.Now(), target}, s.phase); err != nil {
			t.Fatal(err)
		}
		s.Fold()
		if got := s.EarlyRatio(); got != 1.5 {
			t.Errorf("EarlyRatio() = %v, want 1.5", got)
		}
	})
}

// faked keeps the schedule by the clock of a synctest bubble.
type faked struct {
	start  time.Time
	target Target
}

func (f faked) elapsed() time.Duration { return time.Since(f.start) }

func (f faked) pace(begin func(loop Target) Due) (time.Duration, error) {
	due := begin(f.target)
	for next, more := due(); more; next, more = due() {
		time.Sleep(next - f.elapsed())
	}
	return 0, nil
}
