package run

import (
	"context"
	"time"

	"github.com/wiretax/wiretax/bench/client"
	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/record"
)

// counters reads what a stretch of load costs, at both of its edges.
type counters struct {
	// served are the service's processes; none where they are not known.
	served topology
	client client.Client
}

// readings are all counters at one edge.
type readings struct {
	// What the client knows.
	client          time.Duration
	wire            conn.Bytes
	opened, retries int64
	codings         map[string]int64
	// What the machine and the processes say.
	system   meter.System
	pressure *time.Duration // nil where the kernel does not tell
	costs    []cost         // of each process
	inside   []carried      // of each but the first
}

// begin reads everything at the first edge. Of all readings the client's CPU time comes
// last, since the others cost it some, and what costs the processes some comes first.
func (c *counters) begin(ctx context.Context) (r readings, err error) {
	if err := c.served.readInside(ctx, &r); err != nil {
		return r, err
	}
	if err := c.readServer(&r); err != nil {
		return r, err
	}
	return r, c.readClient(&r)
}

// end reads everything at the last edge, in the other order. Where the service is gone there
// is an error beside what the client knows.
func (c *counters) end(ctx context.Context) (r readings, gone, err error) {
	if err := c.readClient(&r); err != nil {
		return r, nil, err
	}
	if gone = c.readServer(&r); gone == nil {
		gone = c.served.readInside(ctx, &r)
	}
	return r, gone, nil
}

func (c *counters) readClient(r *readings) (err error) {
	r.opened, r.retries, r.codings = c.client.Opened(), c.client.Retries(), c.client.Codings()
	if r.wire, err = c.client.Carried(); err != nil {
		return err
	}
	r.client, err = meter.OwnCPU()
	return err
}

func (c *counters) readServer(r *readings) (err error) {
	if waited, ok := meter.Pressure(); ok {
		r.pressure = &waited
	}
	if r.system, err = meter.ReadSystem(); err != nil {
		return err
	}
	return c.served.readCosts(r)
}

// fillClient fills in what the client's side of the window cost.
func fillClient(w *record.Window, before, after readings, pacer time.Duration) {
	client := (after.client - before.client - pacer).Seconds()
	pacerSeconds := pacer.Seconds()
	w.ClientCPUSeconds, w.PacerCPUSeconds = &client, &pacerSeconds
	wire := after.wire.Minus(before.wire)
	w.BytesSent, w.BytesReceived = &wire.Sent, &wire.Received
	w.SegmentsOut, w.SegmentsIn = wire.SegmentsOut, wire.SegmentsIn
	w.Codings = make(map[string]int64)
	for coding, n := range after.codings {
		if n -= before.codings[coding]; n > 0 {
			w.Codings[coding] = n
		}
	}
	if !w.MessagesKnown() {
		w.MessageBytesReceived = 0
	}
	if after.retries >= 0 {
		retries := after.retries - before.retries
		w.TransportRetries = &retries
	}
}

// fillSystem fills in what the machine says of the window. idle is how many CPUs were busy
// before the run.
func fillSystem(t *record.Trial, before, after readings, idle float64) {
	system := after.system.Minus(before.system)
	busy := max(0, system.Busy.Seconds()-idle*t.ElapsedSeconds)
	t.SystemCPUSeconds, t.StealShare = &busy, system.StealShare()
	if before.pressure != nil && after.pressure != nil && t.ElapsedSeconds > 0 {
		share := (*after.pressure - *before.pressure).Seconds() / t.ElapsedSeconds
		t.PressureShare = &share
	}
}
