package engine

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/contract"
)

// The bounds of the memory row.
const (
	mostBytes  = 60e6
	mostGrowth = 1.1
	flatAfter  = 0.1
)

// reading is how much memory a process holds at a time since it started.
type reading struct {
	at  time.Duration
	rss int64
}

// memory are readings of one process in order, and the most that it ever held, in bytes.
type memory struct {
	readings []reading
	peak     int64
}

// at returns what the process held when that share of its life was over. A closed loop
// progresses evenly, so that it is the same share of its requests.
func (m memory) at(share float64) int64 {
	if len(m.readings) == 0 {
		return 0
	}
	when := time.Duration(share * float64(m.readings[len(m.readings)-1].at))
	held := m.readings[0].rss
	for _, r := range m.readings {
		if r.at > when {
			break
		}
		held = r.rss
	}
	return held
}

// flat reports whether the process holds at most a tenth more at the end than early in its life.
func (m memory) flat() bool {
	return float64(m.at(1)) <= mostGrowth*float64(m.at(flatAfter))
}

// sampleMemory reads the memory of a process, at once and then until the function that it
// returns is called, which returns the readings. It reads none if every is 0.
func sampleMemory(pid int, every time.Duration) func() memory {
	var m memory
	if every == 0 {
		return func() memory { return m }
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	begun := time.Now()
	m.read(pid, 0)
	go func() {
		defer close(stopped)
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				m.read(pid, time.Since(begun))
			case <-stop:
				return
			}
		}
	}()
	return func() memory {
		close(stop)
		<-stopped
		return m
	}
}

// read adds a reading. A process that has just ended gives none.
func (m *memory) read(pid int, at time.Duration) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return
	}
	rss, ok := residentBytes(text)
	if !ok {
		return
	}
	m.readings = append(m.readings, reading{at, rss})
	if peak, err := meter.PeakRSS(pid); err == nil {
		m.peak = max(m.peak, peak)
	}
}

// residentBytes finds the resident memory in a process's status; one that has ended and
// was not waited for has none.
func residentBytes(status []byte) (int64, bool) {
	for line := range bytes.Lines(status) {
		if rest, ok := bytes.CutPrefix(line, []byte("VmRSS:")); ok {
			number, _, _ := bytes.Cut(bytes.TrimSpace(rest), []byte(" "))
			kilobytes, err := strconv.ParseInt(string(number), 10, 64)
			return kilobytes * 1024, err == nil
		}
	}
	return 0, false
}

// memoryRow returns the row of a client over a number of requests.
func memoryRow(tool string, requests int64, m memory) Row {
	r := Row{Group: "memory", What: fmt.Sprintf("gRPC, %s requests, %d callers, %d connections", thousands(requests), callers, connections(contract.GRPC)), Tool: tool}
	const target = "flat, ≤ 60 MB"
	if len(m.readings) == 0 {
		return r.judged(tool, target, false).noted("it ended before its memory was read")
	}
	r.Measured = fmt.Sprintf("%s at 10 %%, %s at 50 %%, %s at the end, peak %s",
		megabytes(m.at(0.1)), megabytes(m.at(0.5)), megabytes(m.at(1)), megabytes(m.peak))
	r.Figures = map[string]float64{
		"rss_bytes_10": float64(m.at(0.1)), "rss_bytes_50": float64(m.at(0.5)),
		"rss_bytes_100": float64(m.at(1)), "peak_rss_bytes": float64(m.peak),
	}
	return r.judged(tool, target, m.flat() && m.peak <= mostBytes)
}

// measureMemory drives the gRPC service for as many requests as the flags say.
func measureMemory(ctx context.Context, b *bench) {
	s, err := b.serve(ctx, contract.GRPC)
	if err != nil {
		b.failed(ctx, memoryRow(wiretax, b.lengths.requests, memory{}), err)
		return
	}
	defer s.stop()
	// A service of fewer than a thousand requests a second is too slow for this.
	expected := func(requests int64) time.Duration { return time.Duration(requests) * time.Millisecond }
	n := b.lengths.requests
	w, err := b.wiretax(ctx, expected(n), b.lengths.sample,
		append(getBook(contract.GRPC, s), "--callers", callersText, "--requests", fmt.Sprint(n))...)
	if err != nil {
		b.failed(ctx, memoryRow(wiretax, n, memory{}), err)
	} else {
		w.memory.peak = max(w.memory.peak, w.PeakRSSBytes) // its own reading comes last
		b.print(memoryRow(wiretax, w.Completed, w.memory).settled(w))
	}
	n = b.lengths.ghzRequests
	f, done, err := b.ghz(ctx, expected(n), b.lengths.sample, ghzClosed(s.Listen, "--total", fmt.Sprint(n)))
	if err != nil {
		b.failed(ctx, memoryRow(ghz, n, memory{}), err)
		return
	}
	b.print(memoryRow(ghz, f.Completed, done.memory).noted("it keeps its first million results"))
}
