package engine

import (
	"time"
)

// lengths say for how long and how often everything is measured.
type lengths struct {
	// brief says that the figures do not count as a measurement.
	brief bool
	// warmup comes before each window of wiretax and of the bare loop.
	warmup time.Duration
	// every and pause are the rhythm of the stalling server. periods is how many periods a
	// window has.
	every, pause time.Duration
	periods      int
	// lag is a window of the lag row.
	lag         time.Duration
	repetitions int
	// capacity is the closed loop that finds the capacity, rate an open loop at a share of
	// it.
	capacity, rate time.Duration
	// cpu is one window of a pair; ghz and vegeta take part in the first toolPairs pairs.
	cpu              time.Duration
	pairs, toolPairs int
	// requests are those of the memory row; sample is how often the memory is read.
	requests, ghzRequests int64
	sample                time.Duration
	// soak is the long open loop.
	soak time.Duration
}

// fullLengths returns the lengths for the published table: about 50 minutes on two cores.
func fullLengths() lengths {
	return lengths{
		warmup: time.Second,
		every:  5 * time.Second, pause: time.Second, periods: 6,
		lag: 10 * time.Second, repetitions: 3,
		capacity: 5 * time.Second, rate: 10 * time.Second,
		cpu: 5 * time.Second, pairs: 10, toolPairs: 3,
		requests: 10_000_000, ghzRequests: 2_000_000, sample: time.Second,
		soak: 10 * time.Minute,
	}
}

// quickLengths show that everything works, in about three minutes.
func quickLengths() lengths {
	return lengths{
		brief:  true,
		warmup: 200 * time.Millisecond,
		every:  5 * time.Second, pause: time.Second, periods: 1,
		lag: time.Second, repetitions: 1,
		capacity: time.Second, rate: time.Second,
		cpu: time.Second, pairs: 3, toolPairs: 2,
		requests: 50_000, ghzRequests: 20_000, sample: 50 * time.Millisecond,
		soak: 3 * time.Second,
	}
}

func (l lengths) stallWindow() time.Duration { return time.Duration(l.periods) * l.every }

func (l lengths) stallRequests() int64 { return int64(stallRate * l.stallWindow().Seconds()) }
