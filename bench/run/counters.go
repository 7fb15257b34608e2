package run

import (
	"net"
	"sync"
	"time"

	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/target"
)

// counters reads what a stretch of load costs, at both of its edges.
type counters struct {
	// pid is the service's process; 0 where it is not known.
	pid    int
	client target.Client

	// closed is what connections had carried when they were closed.
	mu     sync.Mutex
	closed meter.TCP
}

// closing keeps the counters of a connection that is about to go.
func (c *counters) closing(conn *net.TCPConn) {
	counts, err := meter.ReadTCP([]*net.TCPConn{conn})
	if err != nil {
		return // it was reset, and its counters with it
	}
	c.mu.Lock()
	c.closed = c.closed.Plus(counts)
	c.mu.Unlock()
}

// readings are all counters at one edge.
type readings struct {
	server, client  time.Duration
	tcp             meter.TCP
	opened, retries int64
	system          meter.System
	pressure        *time.Duration // nil where the kernel does not tell
	rss             int64
}

// read reads them all. Where the service is gone, what the client knows is still there
// beside the error.
func (c *counters) read() (r readings, err error) {
	// The client's time comes first: the others cost it some.
	if r.client, err = meter.OwnCPU(); err != nil {
		return r, err
	}
	r.opened, r.retries = c.client.Opened(), c.client.Retries()
	if r.tcp, err = meter.ReadTCP(c.client.Connections()); err != nil {
		return r, err
	}
	c.mu.Lock()
	r.tcp = r.tcp.Plus(c.closed)
	c.mu.Unlock()
	if waited, ok := meter.Pressure(); ok {
		r.pressure = &waited
	}
	if r.system, err = meter.ReadSystem(); err != nil || c.pid == 0 {
		return r, err
	}
	if r.server, err = meter.TreeCPU(c.pid); err != nil {
		return r, err
	}
	r.rss, err = meter.TreePeakRSS(c.pid)
	return r, err
}

// fillClient fills in what the client's side of the window cost.
func fillClient(w *record.Window, before, after readings, pacer time.Duration) {
	client := (after.client - before.client - pacer).Seconds()
	pacerSeconds := pacer.Seconds()
	w.ClientCPUSeconds, w.PacerCPUSeconds = &client, &pacerSeconds
	tcp := after.tcp.Minus(before.tcp)
	w.BytesSent, w.BytesReceived = &tcp.Sent, &tcp.Received
	w.SegmentsOut, w.SegmentsIn = tcp.SegmentsOut, tcp.SegmentsIn
	if after.retries >= 0 {
		retries := after.retries - before.retries
		w.TransportRetries = &retries
	}
}

// fillServer fills in what the service's side of the window cost.
// idle is how many CPUs were busy before the run.
func fillServer(t *record.Trial, before, after readings, idle float64, known bool) {
	system := after.system.Minus(before.system)
	busy := max(0, system.Busy.Seconds()-idle*t.ElapsedSeconds)
	t.SystemCPUSeconds, t.StealShare = &busy, system.StealShare()
	if before.pressure != nil && after.pressure != nil && t.ElapsedSeconds > 0 {
		share := (*after.pressure - *before.pressure).Seconds() / t.ElapsedSeconds
		t.PressureShare = &share
	}
	if known {
		server := (after.server - before.server).Seconds()
		t.ServerCPUSeconds, t.PeakRSSBytes = &server, after.rss
	}
}
