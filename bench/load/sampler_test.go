package load

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wiretax/wiretax/bench/pace"
)

// mostOff is the limit of the gate that compares the samples with the times.
const mostOff = 0.05

// faulty is a recorder that is called as a phase would call it, but for a planted fault.
type faulty struct {
	*recorder
	behind time.Duration // of the clock that the times come from
	// bySums is what the recorder's readings of that clock sum up to, which is the time in
	// flight if all is well.
	bySums time.Duration
}

func (f *faulty) send() Ticket {
	f.bySums -= f.elapsed()
	f.sent()
	return Ticket{Sent: f.elapsed()}
}

func (f *faulty) end(t Ticket) {
	f.bySums += f.elapsed()
	f.Done(t, Outcome{Wait: UnknownWait})
}

// A fault in what is recorded of requests shows beside the samples. If it lies in the readings of
// the clock, their sum has it too and shows nothing.
func TestSamplesShowPlantedFaults(t *testing.T) {
	const took, gap, requests = 300 * time.Microsecond, 100 * time.Microsecond, 400
	for _, test := range []struct {
		name     string
		end      func(f *faulty, n int, t Ticket) // of request n
		bySums   bool                             // whether the sums show it
		bySample bool
	}{
		{"none", func(f *faulty, _ int, t Ticket) { f.end(t) }, false, false},
		{"a clock that is behind when an answer comes", func(f *faulty, _ int, t Ticket) {
			f.behind = took / 10
			f.end(t)
			f.behind = 0
		}, false, true},
		{"one in ten answers is counted twice", func(f *faulty, n int, t Ticket) {
			f.end(t)
			if n%10 == 0 {
				f.end(t)
			}
		}, true, true},
		{"one in ten requests is lost", func(f *faulty, n int, t Ticket) {
			if n%10 > 0 {
				f.end(t)
			} else {
				f.bySums += time.Hour // or whenever it is given up
			}
		}, true, true},
		{"a tenth of a histogram is lost", func(f *faulty, n int, t Ticket) {
			f.end(t)
			if n == requests/10 {
				f.shards[0].service.Reset()
			}
		}, true, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			f := &faulty{recorder: newRecorder(Phase{Duration: time.Hour, Timeout: time.Minute})}
			began := time.Now()
			time.Sleep(requests * gap) // a phase may have begun before its recorder
			f.begin(func() time.Duration { return time.Since(began) - f.behind })
			for n := range requests {
				ticket := f.send()
				time.Sleep(took)
				test.end(f, n, ticket)
				time.Sleep(gap)
			}
			result := f.result(false)
			service := result.Times.Service
			recorded := service.Mean() * float64(service.TotalCount()) / float64(result.Elapsed)
			for _, check := range []struct {
				by       string
				inFlight float64
				shows    bool
			}{
				{"the sums", float64(f.bySums) / float64(result.Elapsed), test.bySums},
				{"the samples", result.MeanInFlight, test.bySample},
			} {
				off := check.inFlight/recorded - 1
				if shows := math.Abs(off) > mostOff; shows != check.shows {
					t.Errorf("%s: by %s %.4f were in flight, by the histogram %.4f: it shows %v, want %v", test.name, check.by, check.inFlight, recorded, shows, check.shows)
				}
			}
		})
	}
}

// change is one of the number in flight.
type change struct {
	at time.Duration
	by int64
}

// simulate returns how far two means are from the true one in a window of requests that take
// exponential times: that of samples on a clock, and that of samples at arrivals. The pacer wakes
// up late by an exponential time and sends all that is due; late may be 0.
func simulate(random *rand.Rand, requests int, rate float64, took, late time.Duration) (byClock, atArrivals float64) {
	exponential := func(mean time.Duration) time.Duration { return time.Duration(random.ExpFloat64() * float64(mean)) }
	var changes []change
	var sum time.Duration
	awake := time.Duration(0)
	for schedule := pace.Poisson(rate, time.Hour, random.Uint64()); len(changes) < 2*requests; {
		intended, _ := schedule.Next()
		if intended > awake {
			awake = intended + exponential(late)
		}
		service := exponential(took)
		changes = append(changes, change{awake, 1}, change{awake + service, -1})
		sum += service
	}
	slices.SortStableFunc(changes, func(a, b change) int { return cmp.Compare(a.at, b.at) })
	var s sampler
	inFlight, seen := int64(0), int64(0)
	for _, c := range changes {
		s.change(c.by, c.at)
		if c.by > 0 {
			seen += inFlight
		}
		inFlight += c.by
	}
	ends := changes[len(changes)-1].at
	want := float64(sum) / float64(ends)
	s.change(0, ends)
	return s.mean()/want - 1, float64(seen)/float64(requests)/want - 1
}

// Honest windows pass: docs/calibration.md has these figures.
func TestSamplesOfHonestWindows(t *testing.T) {
	for _, test := range []struct {
		requests   int
		took, late time.Duration
	}{
		{300, 20 * time.Microsecond, 0},
		{300, 300 * time.Microsecond, 0},
		{300, 300 * time.Microsecond, 60 * time.Microsecond},
		{300, 20 * time.Millisecond, 0},
		{10_000, 20 * time.Microsecond, 0},
		{10_000, 300 * time.Microsecond, 0},
		{10_000, 300 * time.Microsecond, 60 * time.Microsecond},
		{10_000, 300 * time.Microsecond, 300 * time.Microsecond},
		{10_000, 20 * time.Millisecond, 0},
	} {
		random := rand.New(rand.NewPCG(1, 2))
		worst, sum, alarms := 0.0, 0.0, 0
		windows := 60_000 / test.requests
		for range windows {
			byClock, atArrivals := simulate(random, test.requests, 2500, test.took, test.late)
			worst, sum = max(worst, math.Abs(byClock)), sum+atArrivals
			if math.Abs(atArrivals) > mostOff {
				alarms++
			}
		}
		t.Logf("%6d requests of %6v, late by %5v: the clock's are off by %.3f %% at most, those at arrivals by %+.1f %% in the mean and by over 5 %% in %d of %d windows",
			test.requests, test.took, test.late, worst*100, sum/float64(windows)*100, alarms, windows)
		if worst > mostOff/5 {
			t.Errorf("%d requests of %v, late by %v: samples on a clock are off by %.2f %%, want 1 %% at most", test.requests, test.took, test.late, worst*100)
		}
	}
}
