package window

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"time"

	"github.com/wiretax/wiretax/bench/meter"
)

// Collections are those of a client's memory while slices are measured. The client collects between them,
// never in one: a collection in a slice would be taken for latency, and would hit more slices of the arm
// that allocates more.
type Collections struct {
	cpu   time.Duration // that they cost together
	count int
	left  uint64 // bytes that the last one left
	// percent and limit are what was set before.
	percent int
	limit   int64
}

const (
	// mostMemory is how much a client may hold until it collects in slices all the same.
	mostMemory = 1 << 30
	// leastHeap is the size of a heap below which Go collects nothing by itself.
	leastHeap = 4 << 20
)

// HoldCollections stops the collector until Release is called. Collect collects meanwhile.
func HoldCollections() *Collections {
	return &Collections{percent: debug.SetGCPercent(-1), limit: debug.SetMemoryLimit(mostMemory)}
}

// Release lets the collector work as before.
func (c *Collections) Release() {
	debug.SetGCPercent(c.percent)
	debug.SetMemoryLimit(c.limit)
}

// Collect collects all garbage of this process.
func (c *Collections) Collect() error {
	before, err := meter.OwnCPU()
	if err != nil {
		return err
	}
	runtime.GC()
	after, err := meter.OwnCPU()
	if err != nil {
		return err
	}
	c.cpu += after - before
	c.count++
	sample := [1]metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample[:])
	c.left = sample[0].Value.Uint64()
	return nil
}

// PerByte returns the CPU time, in seconds, that it costs to collect for each byte that is allocated:
// Go by itself collects when as much was allocated as a collection leaves, and 4 MiB at the least.
func (c *Collections) PerByte() float64 {
	if c.count == 0 {
		return 0
	}
	return c.cpu.Seconds() / float64(c.count) / float64(max(c.left, leastHeap))
}
