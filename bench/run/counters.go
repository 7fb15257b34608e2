package run

import (
	"net"
	"sync"
	"time"

	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/target"
)

// counters reads what a trial costs, at both edges of its window.
type counters struct {
	service *service
	client  target.Client

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

// readings are all counters at one edge of a window.
type readings struct {
	server, client time.Duration
	tcp            meter.TCP
	system         meter.System
	rss            int64
}

func (c *counters) read() (r readings, err error) {
	if r.tcp, err = meter.ReadTCP(c.client.Connections()); err != nil {
		return r, err
	}
	c.mu.Lock()
	r.tcp = r.tcp.Plus(c.closed)
	c.mu.Unlock()
	if r.system, err = meter.ReadSystem(); err != nil {
		return r, err
	}
	pid := c.service.cmd.Process.Pid
	if r.rss, err = meter.PeakRSS(pid); err != nil {
		return r, err
	}
	if r.server, err = meter.ProcessCPU(pid); err != nil {
		return r, err
	}
	r.client, err = meter.OwnCPU()
	return r, err
}

func fillCosts(t *record.Trial, before, after readings, pacer time.Duration) {
	server := (after.server - before.server).Seconds()
	client := (after.client - before.client - pacer).Seconds()
	pacerSeconds := pacer.Seconds()
	system := after.system.Minus(before.system)
	busy := system.Busy.Seconds()
	t.ServerCPUSeconds, t.ClientCPUSeconds, t.PacerCPUSeconds = &server, &client, &pacerSeconds
	t.SystemCPUSeconds, t.StealShare = &busy, system.StealShare()
	t.PeakRSSBytes = after.rss
	tcp := after.tcp.Minus(before.tcp)
	t.BytesSent, t.BytesReceived = &tcp.Sent, &tcp.Received
	t.SegmentsOut, t.SegmentsIn = tcp.SegmentsOut, tcp.SegmentsIn
}
