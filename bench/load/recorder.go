package load

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/wiretax/wiretax/bench/record"
)

// shards is how many locks the outcomes spread over. Each shard holds two histograms of a
// fifth of a megabyte, so more than the few cores of a client would be waste.
const shards = 4

// recorder counts the requests of one phase. Times are since the phase's start.
type recorder struct {
	started time.Time
	elapsed func() time.Duration
	window  time.Duration
	timeout time.Duration

	// inFlight counts requests that were sent and are not done. When the schedule is over
	// and it reaches zero, idle is closed.
	inFlight atomic.Int64
	closing  atomic.Bool
	idle     chan struct{}
	idleOnce sync.Once

	// What the pacer alone writes.
	requests int64
	sentSum  time.Duration

	lagMu  sync.Mutex
	lag    *hdrhistogram.Histogram
	shards [shards]shard

	spare        *spare
	intervals    []record.Interval
	stopRotation chan struct{}
	rotated      chan struct{}
}

// shard is what outcomes are written to under one lock.
type shard struct {
	mu                sync.Mutex
	closed            bool
	response, service *hdrhistogram.Histogram
	outcomes
	failures map[string]int64
	_        [64]byte // keeps neighbours off one cache line
}

// outcomes are the sums that a phase keeps.
type outcomes struct {
	completed, inTime                  int64
	ended                              int64
	doneSum                            time.Duration
	checked, requestBytes, answerBytes int64
}

// newRecorder takes the memory that the phase needs, so that begin and what follows do not
// wait for it.
func newRecorder(p Phase) *recorder {
	r := &recorder{
		window: p.Duration, timeout: p.Timeout,
		idle: make(chan struct{}), lag: record.NewHistogram(), spare: newSpare(),
		stopRotation: make(chan struct{}), rotated: make(chan struct{}),
	}
	for i := range r.shards {
		s := &r.shards[i]
		s.response, s.service = record.NewHistogram(), record.NewHistogram()
		s.failures = make(map[string]int64)
	}
	return r
}

// begin starts the phase: elapsed is the time since now.
func (r *recorder) begin(elapsed func() time.Duration) {
	r.started, r.elapsed = time.Now(), elapsed
	go r.rotate()
}

// sent counts a request that is handed over now. Only the pacer calls it.
func (r *recorder) sent(now, lag time.Duration) {
	r.inFlight.Add(1)
	r.requests++
	r.sentSum += now
	r.lagMu.Lock()
	r.lag.RecordValue(clamp(lag))
	r.lagMu.Unlock()
}

// Done takes the outcome of a request. What comes after the phase was closed is ignored:
// it has been counted as unfinished.
func (r *recorder) Done(t Ticket, o Outcome) {
	now := r.elapsed()
	s := &r.shards[o.Lane%shards]
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	service := now - t.Sent
	if service >= r.timeout {
		o.Failure, service = Timeout, r.timeout
	}
	s.ended++
	s.doneSum += t.Sent + service // not now: a timeout is over before its target notices
	if o.Failure == "" || o.Failure == Timeout {
		s.service.RecordValue(clamp(service))
		s.response.RecordValue(clamp(t.Sent - t.Intended + service))
	}
	if o.Failure == "" {
		s.completed++
		s.requestBytes += int64(o.RequestBytes)
		s.answerBytes += int64(o.AnswerBytes)
		if now <= r.window+Grace {
			s.inTime++
		}
		if t.Check {
			s.checked++
		}
	} else {
		s.failures[o.Failure]++
	}
	s.mu.Unlock()
	if r.inFlight.Add(-1) == 0 && r.closing.Load() {
		r.becomeIdle()
	}
}

func (r *recorder) becomeIdle() { r.idleOnce.Do(func() { close(r.idle) }) }

// drain waits until nothing is in flight, for the longest time that a request can take;
// when ctx is done it does not wait.
func (r *recorder) drain(ctx context.Context, longest time.Duration) {
	r.closing.Store(true)
	if r.inFlight.Load() == 0 {
		r.becomeIdle()
	}
	// A target has to notice that its context ended: give it a moment on top.
	limit := time.NewTimer(longest + longest/2)
	defer limit.Stop()
	select {
	case <-r.idle:
	case <-limit.C:
	case <-ctx.Done():
	}
}

// rotate moves what the shards hold into an interval every second, off the path of the
// requests.
func (r *recorder) rotate() {
	defer close(r.rotated)
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for {
		select {
		case <-second.C:
			r.collect()
		case <-r.stopRotation:
			r.collect()
			return
		}
	}
}

// spare holds empty histograms that change places with full ones.
type spare struct {
	lag               *hdrhistogram.Histogram
	response, service [shards]*hdrhistogram.Histogram
}

func newSpare() *spare {
	s := &spare{lag: record.NewHistogram()}
	for i := range shards {
		s.response[i], s.service[i] = record.NewHistogram(), record.NewHistogram()
	}
	return s
}

// collect swaps every histogram for an empty one, so that no lock is held for longer than
// that, and merges the full ones into an interval.
func (r *recorder) collect() {
	s := r.spare
	begin := r.started
	if n := len(r.intervals); n > 0 {
		begin = r.intervals[n-1].End
	}
	interval := record.Interval{
		Start: begin, End: r.started.Add(r.elapsed()),
		Response: record.NewHistogram(), Service: record.NewHistogram(), Lag: record.NewHistogram(),
	}
	r.lagMu.Lock()
	r.lag, s.lag = s.lag, r.lag
	r.lagMu.Unlock()
	take(interval.Lag, s.lag)
	for i := range r.shards {
		shard := &r.shards[i]
		shard.mu.Lock()
		shard.response, s.response[i] = s.response[i], shard.response
		shard.service, s.service[i] = s.service[i], shard.service
		shard.mu.Unlock()
		take(interval.Response, s.response[i])
		take(interval.Service, s.service[i])
	}
	r.intervals = append(r.intervals, interval)
}

// take moves what from holds into sum.
func take(sum, from *hdrhistogram.Histogram) {
	if from.TotalCount() > 0 {
		sum.Merge(from)
		from.Reset()
	}
}

// result closes the phase, counts what never ended, and sums up. It is called once, when
// nothing sends any more.
func (r *recorder) result() Result {
	res := Result{Requests: r.requests, Failures: make(map[string]int64)}
	now := r.elapsed()
	var sum outcomes
	for i := range r.shards {
		s := &r.shards[i]
		s.mu.Lock()
		s.closed = true
		sum.add(s.outcomes)
		for kind, n := range s.failures {
			res.Failures[kind] += n
		}
		s.mu.Unlock()
	}
	if left := r.requests - sum.ended; left > 0 {
		res.Failures[Unfinished] += left
		sum.doneSum += time.Duration(left) * now
		first := &r.shards[0]
		first.mu.Lock()
		first.response.RecordValues(clamp(r.timeout), left)
		first.service.RecordValues(clamp(r.timeout), left)
		first.mu.Unlock()
	}
	close(r.stopRotation)
	<-r.rotated
	res.Completed, res.CompletedInTime = sum.completed, sum.inTime
	res.Checked, res.RequestBytes, res.AnswerBytes = sum.checked, sum.requestBytes, sum.answerBytes
	res.Histograms.Intervals = r.intervals
	res.Elapsed = now
	if now > 0 {
		// The integral of the number in flight over time is the sum of all times that
		// requests ended at, less the sum of those that they began at.
		res.MeanInFlight = float64(sum.doneSum-r.sentSum) / float64(now)
	}
	return res
}

func (o *outcomes) add(p outcomes) {
	o.completed += p.completed
	o.inTime += p.inTime
	o.ended += p.ended
	o.doneSum += p.doneSum
	o.checked += p.checked
	o.requestBytes += p.requestBytes
	o.answerBytes += p.answerBytes
}

// clamp keeps a time within the histogram's range.
func clamp(d time.Duration) int64 {
	return min(max(int64(d), record.LowestNanos), record.HighestNanos)
}
