package window

import (
	"context"
	"time"

	"github.com/wiretax/wiretax/bench/client"
	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/process"
	"github.com/wiretax/wiretax/bench/record"
)

// Counters reads what a window costs, at both of its edges.
type Counters struct {
	// Served are the service's processes; none if they are not known.
	Served process.Chain
	Client client.Client
}

// Readings are all counters at one edge of a window.
type Readings struct {
	// What the client says.
	client          time.Duration
	wire            conn.Bytes
	Opened, retries int64
	codings         map[string]int64
	// What the machine and the processes say.
	System   meter.System
	Pressure *time.Duration    // nil if the kernel does not say
	Costs    []process.Cost    // of each process
	Inside   []process.Carried // of each but the first
}

// begin reads everything at the first edge: first what costs the processes CPU time, and the
// client's CPU time last, since the other readings cost some of it.
func (c *Counters) begin(ctx context.Context) (r Readings, err error) {
	if r.Inside, err = c.Served.ReadInside(ctx); err != nil {
		return r, err
	}
	if err := c.readServer(&r); err != nil {
		return r, err
	}
	return r, c.readClient(&r)
}

// end reads everything at the last edge, in the opposite order. If the service is gone it
// returns that error beside what the client knows.
func (c *Counters) end(ctx context.Context) (r Readings, gone, err error) {
	if err := c.readClient(&r); err != nil {
		return r, nil, err
	}
	if gone = c.readServer(&r); gone == nil {
		r.Inside, gone = c.Served.ReadInside(ctx)
	}
	return r, gone, nil
}

func (c *Counters) readClient(r *Readings) (err error) {
	r.Opened, r.retries, r.codings = c.Client.Opened(), c.Client.Retries(), c.Client.Codings()
	if r.wire, err = c.Client.Carried(); err != nil {
		return err
	}
	r.client, err = meter.OwnCPU()
	return err
}

func (c *Counters) readServer(r *Readings) (err error) {
	if waited, ok := meter.Pressure(); ok {
		r.Pressure = &waited
	}
	if r.System, err = meter.ReadSystem(); err != nil {
		return err
	}
	r.Costs, err = c.Served.ReadCosts()
	return err
}

// fillClient fills in what the window cost the client.
func fillClient(w *record.Window, before, after Readings, pacer time.Duration) {
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
