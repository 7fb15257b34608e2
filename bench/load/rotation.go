package load

import (
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/wiretax/wiretax/bench/record"
)

// rotate sums up what was recorded every second, off the path of the requests.
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

// spare holds empty histograms to be exchanged for full ones.
type spare struct {
	lag, errors                    *hdrhistogram.Histogram
	response, service, wait, first [shards]*hdrhistogram.Histogram
}

func newSpare() *spare {
	s := &spare{lag: record.NewHistogram(), errors: record.NewHistogram()}
	for i := range shards {
		s.response[i], s.service[i] = record.NewHistogram(), record.NewHistogram()
		s.wait[i], s.first[i] = record.NewHistogram(), record.NewHistogram()
	}
	return s
}

// collect swaps every histogram for an empty one, so that no lock is held longer than that takes,
// adds the full ones up, and hands the sum to Interval.
func (r *recorder) collect() {
	s := r.spare
	r.rareMu.Lock()
	r.lag, s.lag = s.lag, r.lag
	r.errors, s.errors = s.errors, r.errors
	r.rareMu.Unlock()
	take(r.second.Lag, s.lag)
	take(r.second.Errors, s.errors)
	for i := range r.shards {
		shard := &r.shards[i]
		shard.mu.Lock()
		shard.response, s.response[i] = s.response[i], shard.response
		shard.service, s.service[i] = s.service[i], shard.service
		shard.wait, s.wait[i] = s.wait[i], shard.wait
		shard.first, s.first[i] = s.first[i], shard.first
		shard.mu.Unlock()
		take(r.second.Response, s.response[i])
		take(r.second.Service, s.service[i])
		take(r.second.Wait, s.wait[i])
		take(r.second.First, s.first[i])
	}
	end := r.started.Add(r.elapsed())
	if r.interval != nil {
		r.interval(record.Interval{Start: r.begun, End: end, Times: r.second})
	}
	r.begun = end
	take(r.sum.Response, r.second.Response)
	take(r.sum.Service, r.second.Service)
	take(r.sum.Lag, r.second.Lag)
	take(r.sum.Wait, r.second.Wait)
	take(r.sum.Errors, r.second.Errors)
	take(r.sum.First, r.second.First)
}

// take moves what from holds into sum.
func take(sum, from *hdrhistogram.Histogram) {
	if from.TotalCount() > 0 {
		sum.Merge(from)
		from.Reset()
	}
}
