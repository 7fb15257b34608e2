package stall

import (
	"math"
	"slices"
	"time"

	"github.com/wiretax/wiretax/bench/pace"
	"github.com/wiretax/wiretax/contract"
)

// Hold is the service time for which the project knows the truth: how long a request holds its
// connection when no stall is near, including the wire, the client and the server.
const Hold = 2270 * time.Microsecond

// Truth returns what the response times of uniform arrivals must be, in ascending order:
// rate a second over a number of whole periods, sent by a client that never delays its
// schedule. Connections carry one request at a time, as HTTP/1.1 does, and their queue
// is first in, first out; 0 means that there are always enough. Pure arithmetic.
//
// With a stall of a in every T, the hold h and n connections, the requests that arrive during
// a stall or while its queue drains have to wait: a share a/(T·(1−u)) of all, whose waits are
// spread evenly from a down to 0, where u = rate·h/n is the load of a connection. So the quantile q is
//
//	a − (1−q)·T·(1−u) + h, with u = 0 for enough connections,
//
// as long as that is above h. At 200/s, a = 1 s, T = 5 s and h = [Hold], p90 and p99 are 502
// and 952 ms, with 10 connections 525 and 955 ms, with 1 it is 729 and 975 ms. The
// simulation is up to half a gap between arrivals below that, since they are discrete.
func Truth(c Config, rate float64, periods, connections int) ([]time.Duration, error) {
	c, err := c.withDefaults()
	if err != nil {
		return nil, err
	}
	schedule, err := pace.New(contract.Uniform, rate, time.Duration(periods)*c.Every, 0)
	if err != nil {
		return nil, err
	}
	// Begin halfway between two stalls, when the queue of the last one is gone.
	begin := (c.Stall + c.Every) / 2
	var ends, times []time.Duration
	for at, more := schedule.Next(); more; at, more = schedule.Next() {
		arrival := begin + at
		sent := arrival
		// Answers leave in order, so the connection that becomes free for request i is that
		// of request i−n.
		if i := len(ends) - connections; connections > 0 && i >= 0 {
			sent = max(sent, ends[i])
		}
		end := c.answer(sent)
		ends, times = append(ends, end), append(times, end-arrival)
	}
	slices.Sort(times)
	return times, nil
}

// Quantile returns the smallest of the sorted times that a share q of them does not exceed.
func Quantile(sorted []time.Duration, q float64) time.Duration {
	rank := int(math.Ceil(q * float64(len(sorted))))
	return sorted[min(max(rank, 1), len(sorted))-1]
}
