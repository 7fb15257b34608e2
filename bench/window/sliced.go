package window

import (
	"context"
	"runtime"
	"runtime/metrics"
	"time"

	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/record"
)

// Sliced is the window of a target that is measured in slices, between which other targets of the same
// client process have theirs.
type Sliced struct {
	*Counters
	load   *load.Slices
	before Readings
	// client is the CPU time of the client in slices, allocated the bytes that it allocated in them.
	client    time.Duration
	allocated uint64
}

// Begin reads the counters before the first slice.
func (c *Counters) Begin(ctx context.Context, slices *load.Slices) (s *Sliced, err error) {
	s = &Sliced{Counters: c, load: slices}
	s.before, err = c.begin(ctx)
	return s, err
}

// Drive drives a slice with these arrivals. Fold follows, when nothing is measured.
func (s *Sliced) Drive(ctx context.Context, arrivals []time.Duration) error {
	s.load.Prepare(arrivals)
	freeProcessors()
	allocated := allocatedBytes()
	before, err := meter.OwnCPU()
	if err != nil {
		return err
	}
	if err := s.load.Drive(ctx); err != nil {
		return err
	}
	after, err := meter.OwnCPU()
	if err != nil {
		return err
	}
	s.client += after - before
	s.allocated += allocatedBytes() - allocated
	return nil
}

// Fold sums up the last slice. It reports whether any request was answered.
func (s *Sliced) Fold() (answered bool) { return s.load.Fold() }

// End reads the counters after the last slice and fills in what the client saw and used. perByte is what
// it costs to collect a byte.
func (s *Sliced) End(ctx context.Context, w *record.Window, perByte float64) (m Measured, err error) {
	if m.After, m.Gone, err = s.end(ctx); err != nil {
		return m, err
	}
	m.Before, m.Result = s.before, s.load.Result()
	m.Before.client, m.After.client = 0, s.client
	w.Slices.Count, w.Slices.EarlyRatio = s.load.Count(), s.load.EarlyRatio()
	w.DurationSeconds = float64(w.Slices.Count) * w.Slices.Seconds
	fillTimes(w, &m.Result)
	fillClient(w, m.Before, m.After, m.PacerCPU)
	collection := float64(s.allocated) * perByte
	w.CollectionSeconds = &collection
	return m, nil
}

// freeProcessors takes the Ps back that threads hold which wait in system calls, such as the loop of a lean
// client that had the slice before. The runtime's monitor does so too, but only after up to 10 ms, in
// which a client with a P for its pacer and one for all else would stand still. To stop the world does it
// at once, and to read these statistics stops it for some microseconds.
func freeProcessors() {
	var unused runtime.MemStats
	runtime.ReadMemStats(&unused)
}

const allocs = "/gc/heap/allocs:bytes"

// allocatedBytes returns how many bytes this process has ever allocated on its heap.
func allocatedBytes() uint64 {
	sample := [1]metrics.Sample{{Name: allocs}}
	metrics.Read(sample[:])
	return sample[0].Value.Uint64()
}
