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

// collect swaps every histogram for an empty one, so that no lock is held longer than that takes,
// adds the full ones up, and hands the sum to Interval.
func (r *recorder) collect() {
	r.rareMu.Lock()
	r.lag, r.spare.Lag = r.spare.Lag, r.lag
	r.errors, r.spare.Errors = r.spare.Errors, r.errors
	r.rareMu.Unlock()
	take(r.second.Lag, r.spare.Lag)
	take(r.second.Errors, r.spare.Errors)
	for i := range r.shards {
		shard, spare := &r.shards[i], &r.spare
		shard.mu.Lock()
		shard.response, spare.Response = spare.Response, shard.response
		shard.service, spare.Service = spare.Service, shard.service
		shard.wait, spare.Wait = spare.Wait, shard.wait
		shard.first, spare.First = spare.First, shard.first
		shard.mu.Unlock()
		take(r.second.Response, spare.Response)
		take(r.second.Service, spare.Service)
		take(r.second.Wait, spare.Wait)
		take(r.second.First, spare.First)
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
