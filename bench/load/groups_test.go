package load

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/wiretax/wiretax/bench/record"
)

// Every repetition of a request is in its group, and the groups have about as many requests.
func TestGroup(t *testing.T) {
	for _, test := range []struct{ distinct, used, most int }{
		{1, 1, 1}, {2, 2, 1}, {16, 16, 1}, {20, 20, 1}, {512, 20, 40}, {10_000, 20, 580},
	} {
		sizes := make([]int, Groups)
		for i := range test.distinct {
			first := Group(uint64(i), test.distinct)
			sizes[first]++
			if later := Group(uint64(i+7*test.distinct), test.distinct); later != first {
				t.Errorf("of %d requests number %d is in group %d, and asked once more in %d", test.distinct, i, first, later)
			}
		}
		used := Groups - len(slices.DeleteFunc(slices.Clone(sizes), func(n int) bool { return n > 0 }))
		if used != test.used || slices.Max(sizes) > test.most {
			t.Errorf("%d requests are in %d groups, of up to %d: %v; want %d of up to %d", test.distinct, used, slices.Max(sizes), sizes, test.used, test.most)
		}
	}
}

// Requests that lie at a fixed distance in their order, as every fifth may be a large one, are not
// in a few groups.
func TestGroupsHaveNoPeriod(t *testing.T) {
	for _, period := range []uint64{2, 4, 5, 10, 20, 40} {
		used := make(map[int]bool)
		for i := uint64(0); i < 1000; i += period {
			used[Group(i, 1000)] = true
		}
		if len(used) < Groups*3/5 {
			t.Errorf("every request at a distance of %d is in one of %d groups, want most of %d", period, len(used), Groups)
		}
	}
}

// The sums of the groups are those of the phase, without what failed.
func TestPhaseSumsUpGroups(t *testing.T) {
	const distinct = 64
	target := targetFunc(func(_ context.Context, ticket Ticket, done Sink) {
		request := int(ticket.Seq % distinct)
		o := Outcome{Shard: request, RequestBytes: 1, AnswerBytes: 100 + request}
		if request == 5 {
			o = Outcome{Failure: "status 503"}
		}
		done.Done(ticket, o)
	})
	p := testPhase(time.Second)
	p.FirstSeq, p.Distinct = 128, distinct
	result := open(t, t.Context(), target, p)

	want := record.RequestGroups{Distinct: distinct, Sums: make([]record.RequestSum, Groups)}
	for i := range testRequests {
		if request := i % distinct; request != 5 {
			s := &want.Sums[Group(uint64(request), distinct)]
			s.Completed, s.RequestBytes, s.AnswerBytes = s.Completed+1, s.RequestBytes+1, s.AnswerBytes+int64(100+request)
		}
	}
	if got := result.Groups; got.Distinct != want.Distinct || !slices.Equal(got.Sums, want.Sums) {
		t.Errorf("Result.Groups = %+v, want %+v", got, want)
	}

	// Slices are driven by another recorder of requests, which folds them into the same groups.
	s := NewSlices(target, p, testDuration)
	drive(t, s, arrivalsEvery(100*time.Microsecond, 100))
	drive(t, s, arrivalsEvery(100*time.Microsecond, testRequests-100))
	if got := s.Result().Groups; got.Distinct != want.Distinct || !slices.Equal(got.Sums, want.Sums) {
		t.Errorf("the groups of slices are %+v, want %+v", got, want)
	}

	p.Distinct = 0
	if got := open(t, t.Context(), target, p).Groups; got.Distinct != 0 || got.Sums != nil {
		t.Errorf("Result.Groups of requests that nobody counted = %+v, want none", got)
	}
}
