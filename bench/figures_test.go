package bench_test

import (
	"testing"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/wiretax/wiretax/bench/client"
	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/record"
)

// costs are what a client and its service have cost so far.
type costs struct {
	wire           conn.Bytes
	server, client time.Duration
	opened         int64
}

// readCosts reads the counters of a client, and of the service by its process.
func readCosts(client client.Client, pid int) (c costs, err error) {
	c.opened = client.Opened()
	if c.wire, err = client.Carried(); err != nil {
		return c, err
	}
	if c.server, err = meter.ProcessCPU(pid); err != nil {
		return c, err
	}
	c.client, err = meter.OwnCPU()
	return c, err
}

// figures sum up requests. Adding one allocates nothing.
type figures struct {
	times, first             *hdrhistogram.Histogram
	requests, message, items int64
}

func newFigures() *figures {
	return &figures{times: record.NewHistogram(), first: record.NewHistogram()}
}

func (f *figures) add(e ended) {
	f.requests++
	f.message += int64(e.RequestBytes + e.AnswerBytes)
	f.items += int64(e.Items)
	f.times.RecordValue(int64(e.took))
	if e.FirstItem > 0 {
		f.first.RecordValue(int64(e.FirstItem))
	}
}

// report reports them per request, in addition to what testing reports.
func (f *figures) report(b *testing.B, before, after costs) {
	each := func(total float64, unit string) { b.ReportMetric(total/float64(f.requests), unit) }
	wire := after.wire.Minus(before.wire)
	each(float64(f.message), "msg-B/op")
	each(float64(wire.Sent+wire.Received), "wire-B/op")
	each(float64(after.server-before.server), "server-cpu-ns/op")
	each(float64(after.client-before.client), "client-cpu-ns/op")
	times := record.Summarize(f.times)
	reportTime(b, times.P50, "p50-ns")
	reportTime(b, times.P99, "p99-ns")
	if f.items > 0 {
		b.ReportMetric(float64(f.items)/b.Elapsed().Seconds(), "items/s")
		reportTime(b, record.Summarize(f.first).P50, "first-ns")
	}
}

// reportTime reports a quantile if it is known.
func reportTime(b *testing.B, seconds *float64, unit string) {
	if seconds != nil {
		b.ReportMetric(*seconds*1e9, unit)
	}
}
