package engine

import (
	"context"
	"fmt"
	"time"

	"github.com/wiretax/wiretax/cmd/selfcheck/pinned"
	"github.com/wiretax/wiretax/contract"
)

// mostBytes is the bound of the memory row, besides that memory is flat.
const mostBytes = 60e6

// memoryRow returns the row of a client over a number of requests.
func memoryRow(tool string, requests int64, m pinned.Memory) Row {
	r := Row{Group: "memory", What: fmt.Sprintf("gRPC, %s requests, %d callers, %d connections", thousands(requests), callers, connections(contract.GRPC)), Tool: tool}
	const target = "flat, ≤ 60 MB"
	if len(m.Readings) == 0 {
		return r.judged(tool, target, false).noted("it ended before its memory was read")
	}
	r.Measured = fmt.Sprintf("%s at 10 %%, %s at 50 %%, %s at the end, peak %s",
		megabytes(m.At(0.1)), megabytes(m.At(0.5)), megabytes(m.At(1)), megabytes(m.Peak))
	r.Figures = map[string]float64{
		"rss_bytes_10": float64(m.At(0.1)), "rss_bytes_50": float64(m.At(0.5)),
		"rss_bytes_100": float64(m.At(1)), "peak_rss_bytes": float64(m.Peak),
	}
	return r.judged(tool, target, m.Flat() && m.Peak <= mostBytes)
}

// measureMemory drives the gRPC service for as many requests as the flags say.
func measureMemory(ctx context.Context, b *bench) {
	s, err := b.Serve(ctx, contract.GRPC)
	if err != nil {
		b.failed(ctx, memoryRow(wiretax, b.lengths.requests, pinned.Memory{}), err)
		return
	}
	defer s.Stop()
	// A service of fewer than a thousand requests a second is too slow for this.
	expected := func(requests int64) time.Duration { return time.Duration(requests) * time.Millisecond }
	n := b.lengths.requests
	w, err := b.wiretax(ctx, expected(n), b.lengths.sample,
		append(getBook(contract.GRPC, s), "--callers", callersText, "--requests", fmt.Sprint(n))...)
	if err != nil {
		b.failed(ctx, memoryRow(wiretax, n, pinned.Memory{}), err)
	} else {
		w.Memory.Peak = max(w.Memory.Peak, w.PeakRSSBytes) // its own reading comes last
		b.print(memoryRow(wiretax, w.Completed, w.Memory).settled(w))
	}
	n = b.lengths.ghzRequests
	f, done, err := b.ghz(ctx, expected(n), b.lengths.sample, ghzClosed(s.Listen, "--total", fmt.Sprint(n)))
	if err != nil {
		b.failed(ctx, memoryRow(ghz, n, pinned.Memory{}), err)
		return
	}
	b.print(memoryRow(ghz, f.Completed, done.Memory).noted("it keeps its first million results"))
}
