package load

import (
	"context"
	"maps"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// mostShards bounds the locks that the outcomes are spread over. Each shard holds histograms of a
// fifth of a megabyte, so more shards than threads that run at a time would waste memory.
const mostShards = 4

// recorder counts the requests of one phase in a fixed amount of memory. Times are since
// the phase's start.
type recorder struct {
	started  time.Time
	elapsed  func() time.Duration
	window   time.Duration // 0: no end
	timeout  time.Duration
	interval func(record.Interval)
	distinct int // 0: no groups

	// inFlight counts requests that were sent and are not done. When the schedule is over
	// and it reaches zero, idle is closed.
	inFlight atomic.Int64
	closing  atomic.Bool
	idle     chan struct{}
	idleOnce sync.Once

	requests atomic.Int64
	sampler  sampler

	// What is rare, or written by the pacer alone, shares one lock.
	rareMu      sync.Mutex
	lag, errors *hdrhistogram.Histogram
	examples    map[string]string

	shards []shard

	// Only the rotation uses these: empty histograms to be exchanged for full ones, which are
	// emptied before the next exchange, the sum of the second, the sum of all, and when the
	// second began.
	spare, second, sum record.Times
	begun              time.Time
	stopRotation       chan struct{}
	rotated            chan struct{}
}

// shard holds the outcomes that are written under one lock.
type shard struct {
	mu                             sync.Mutex
	closed                         bool
	response, service, wait, first *hdrhistogram.Histogram
	outcomes
	failures map[string]int64
	_        [64]byte // keeps neighbours off one cache line
}

// outcomes are the sums that a phase keeps.
type outcomes struct {
	completed, inTime                         int64
	ended                                     int64
	failedSum                                 time.Duration
	checked, requestBytes, answerBytes, items int64
	groups                                    [Groups]record.RequestSum
	parts                                     [Parts]part
}

// part sums up the times of a part of the phase, each since its request was sent.
type part struct {
	count int64
	sum   time.Duration
}

func (p *part) add(took time.Duration) {
	p.count++
	p.sum += took
}

// mean is in seconds. There is at least one request.
func (p *part) mean() float64 { return p.sum.Seconds() / float64(p.count) }

// newRecorder allocates the memory of the phase, so that nothing has to wait for memory later.
func newRecorder(p Phase) *recorder {
	r := &recorder{
		window: p.Duration, timeout: p.Timeout, interval: p.Interval, distinct: p.Distinct,
		idle: make(chan struct{}),
		lag:  record.NewHistogram(), errors: record.NewHistogram(), examples: make(map[string]string),
		spare: record.NewTimes(), second: record.NewTimes(), sum: record.NewTimes(),
		stopRotation: make(chan struct{}), rotated: make(chan struct{}),
	}
	r.shards = make([]shard, min(mostShards, runtime.GOMAXPROCS(0)))
	for i := range r.shards {
		s := &r.shards[i]
		s.response, s.service = record.NewHistogram(), record.NewHistogram()
		s.wait, s.first = record.NewHistogram(), record.NewHistogram()
		s.failures = make(map[string]int64)
	}
	return r
}

// begin starts the phase, which is elapsed old already.
func (r *recorder) begin(elapsed func() time.Duration) {
	r.started, r.elapsed = time.Now().Add(-elapsed()), elapsed
	r.begun = r.started
	go r.rotate()
}

// sending implements [records].
func (r *recorder) sending(t Ticket) {
	r.sent()
	r.late(t.Sent - t.Intended)
}

// late records the lag of a request of an open loop.
func (r *recorder) late(lag time.Duration) {
	r.rareMu.Lock()
	r.lag.RecordValue(clamp(lag))
	r.rareMu.Unlock()
}

// sent counts a request that is handed over now.
func (r *recorder) sent() {
	r.sampler.change(1, time.Since(r.started))
	r.count()
}

// count counts a request without a sample of those in flight.
func (r *recorder) count() {
	r.inFlight.Add(1)
	r.requests.Add(1)
}

// Done takes the outcome of a request. An outcome after the phase was closed is ignored: its
// request has been counted as unfinished.
func (r *recorder) Done(t Ticket, o Outcome) {
	now := r.elapsed()
	r.sampler.change(-1, time.Since(r.started))
	r.ended(t, o, now, r.window == 0 || now <= r.window+Grace)
}

// ended records the outcome of a request that was done at the time. inTime says that it was done when
// the phase ended, or little later.
func (r *recorder) ended(t Ticket, o Outcome, now time.Duration, inTime bool) {
	took, overtime := now-t.Sent, time.Duration(0)
	if took >= r.timeout {
		o.Failure, took, overtime = contract.Timeout, r.timeout, took-r.timeout
	}
	s := &r.shards[o.Shard%len(r.shards)]
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	s.ended++
	s.failedSum += overtime // a timeout is over before its target notices
	if o.Failure == "" || o.Failure == contract.Timeout {
		s.response.RecordValue(clamp(t.Sent - t.Intended + took))
		service := took
		if o.Wait >= 0 {
			wait := min(o.Wait, took)
			s.wait.RecordValue(clamp(wait))
			service -= wait
		}
		// A timeout that mostly waited says nothing about the service.
		if o.Failure == "" || 2*service >= took {
			s.service.RecordValue(clamp(service))
		} else {
			s.failedSum += service
		}
		if o.FirstItem > 0 {
			s.first.RecordValue(clamp(t.Sent - t.Intended + min(o.FirstItem, r.timeout)))
		}
		if at := r.part(t.Intended); at >= 0 {
			s.parts[at].add(took)
		}
	}
	if o.Failure == "" {
		s.complete(t, o, r.distinct)
		if inTime {
			s.inTime++
		}
	} else {
		s.failures[o.Failure]++
		if o.Failure != contract.Timeout {
			s.failedSum += took
		}
	}
	s.mu.Unlock()
	if o.Failure != "" && o.Failure != contract.Timeout {
		r.rareMu.Lock()
		r.errors.RecordValue(clamp(t.Sent - t.Intended + took))
		if _, known := r.examples[o.Failure]; !known && o.Why != nil && len(r.examples) < MostExamples {
			r.examples[o.Failure] = o.Why.Error()
		}
		r.rareMu.Unlock()
	}
	if r.inFlight.Add(-1) == 0 && r.closing.Load() {
		r.becomeIdle()
	}
}

// part returns the part of the phase in which a request was intended, or -1.
func (r *recorder) part(intended time.Duration) int {
	if r.window == 0 || intended >= r.window {
		return -1
	}
	return int(intended * Parts / r.window)
}

func (r *recorder) becomeIdle() { r.idleOnce.Do(func() { close(r.idle) }) }

// drain waits until nothing is in flight.
func (r *recorder) drain(ctx context.Context, longest time.Duration) {
	r.closing.Store(true)
	if r.inFlight.Load() == 0 {
		r.becomeIdle()
	}
	await(ctx, r.idle, longest)
}

// result closes the phase, counts the requests that never ended, and sums up. It is called once,
// when nothing sends any more. If complete, the requests that never ended had their whole
// timeout, and are in the times as that.
func (r *recorder) result(complete bool) Result {
	now := r.elapsed()
	r.sampler.change(0, time.Since(r.started))
	return r.resultAt(now, complete)
}

// resultAt is the result of a phase that ended at that time.
func (r *recorder) resultAt(now time.Duration, complete bool) Result {
	var sum outcomes
	res := Result{Failures: make(map[string]int64), MeanInFlight: r.sampler.mean()}
	for i := range r.shards {
		s := &r.shards[i]
		s.mu.Lock()
		s.closed = true
		sum.add(&s.outcomes)
		for kind, n := range s.failures {
			res.Failures[kind] += n
		}
		s.mu.Unlock()
	}
	r.rareMu.Lock()
	res.Examples = maps.Clone(r.examples) // what comes later does not count
	r.rareMu.Unlock()
	res.Requests = r.requests.Load()
	if left := res.Requests - sum.ended; left > 0 {
		res.Failures[contract.Unfinished] += left
		if complete {
			res.Goroutines = goroutines()
			r.censor(left)
		}
	}
	close(r.stopRotation)
	<-r.rotated
	res.Completed, res.CompletedInTime = sum.completed, sum.inTime
	res.Checked, res.RequestBytes, res.AnswerBytes, res.Items = sum.checked, sum.requestBytes, sum.answerBytes, sum.items
	if r.distinct > 0 {
		res.Groups = record.RequestGroups{Distinct: r.distinct, Sums: sum.groups[:]}
	}
	res.Times, res.Elapsed, res.FailedTime = r.sum, now, sum.failedSum
	for _, p := range sum.parts {
		if p.count > 0 {
			res.SliceMeans = append(res.SliceMeans, p.mean())
		}
	}
	return res
}

// giveUp counts a request that has not ended, although it had its whole timeout.
func (r *recorder) giveUp() {
	s := &r.shards[0]
	s.mu.Lock()
	s.ended++
	s.failures[contract.Unfinished]++
	s.mu.Unlock()
	r.censor(1)
}

// censor records n requests at the timeout.
func (r *recorder) censor(n int64) {
	first := &r.shards[0]
	first.mu.Lock()
	first.response.RecordValues(clamp(r.timeout), n)
	first.service.RecordValues(clamp(r.timeout), n)
	first.mu.Unlock()
}

// complete adds a request that was answered right and in time.
func (o *outcomes) complete(t Ticket, done Outcome, distinct int) {
	o.completed++
	o.requestBytes += int64(done.RequestBytes)
	o.answerBytes += int64(done.AnswerBytes)
	o.items += int64(done.Items)
	if t.Check {
		o.checked++
	}
	if distinct > 0 {
		o.groups[Group(t.Seq, distinct)].Add(record.RequestSum{
			Completed: 1, RequestBytes: int64(done.RequestBytes), AnswerBytes: int64(done.AnswerBytes),
		})
	}
}

func (o *outcomes) add(p *outcomes) {
	o.completed += p.completed
	o.inTime += p.inTime
	o.ended += p.ended
	o.failedSum += p.failedSum
	o.checked += p.checked
	o.requestBytes += p.requestBytes
	o.answerBytes += p.answerBytes
	o.items += p.items
	for i := range o.groups {
		o.groups[i].Add(p.groups[i])
	}
	for i := range o.parts {
		o.parts[i].count += p.parts[i].count
		o.parts[i].sum += p.parts[i].sum
	}
}

// clamp keeps a time within the histogram's range.
func clamp(d time.Duration) int64 {
	return min(max(int64(d), 0), record.HighestNanos)
}
