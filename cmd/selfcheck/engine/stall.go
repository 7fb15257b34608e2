package engine

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/wiretax/wiretax/bench/generator"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/cmd/selfcheck/stall"
	"github.com/wiretax/wiretax/contract"
)

// stallRate is how many requests a second the stalling server gets.
const stallRate = 200

// mostDeviation is how far a quantile may deviate from the truth.
const mostDeviation = 0.05

// truth is what p90 and p99 of the response time must be, in seconds.
type truth struct{ p90, p99 float64 }

// The truths at 200/s and a stall of 1 s in every 5: see [stall.Truth].
var (
	enoughConnections = truth{0.502, 0.952}
	tenConnections    = truth{0.525, 0.955}
	oneConnection     = truth{0.727, 0.975}
)

// stallRow compares quantiles, in seconds, with the truth. Nil is an unknown one.
func stallRow(what, tool string, want truth, p90, p99 *float64) Row {
	r := Row{Group: "stall", What: what, Tool: tool}
	target := fmt.Sprintf("%s, %s ± 5 %%", quantity(want.p90), quantity(want.p99))
	if p90 == nil || p99 == nil {
		r.Note = "too few answers for the quantiles, or some failed"
		return r.judged(tool, target, false)
	}
	off90, off99 := *p90/want.p90-1, *p99/want.p99-1
	r.Measured = fmt.Sprintf("p90 %s (%s), p99 %s (%s)", quantity(*p90), signed(off90), quantity(*p99), signed(off99))
	r.Figures = map[string]float64{
		"p90_seconds": *p90, "p99_seconds": *p99, "p90_deviation": off90, "p99_deviation": off99,
	}
	return r.judged(tool, target, math.Abs(off90) <= mostDeviation && math.Abs(off99) <= mostDeviation)
}

// measureStall drives the stalling server by every tool in turn.
func measureStall(ctx context.Context, b *bench) {
	s, err := startStall(ctx, b)
	if err != nil {
		b.failed(ctx, Row{Group: "stall", What: "the stalling server", Tool: wiretax}, err)
		return
	}
	defer s.Stop()
	url := "http://" + s.Listen + stall.Path
	for _, own := range []struct {
		what  string
		args  []string
		truth truth
	}{
		{"gRPC, 16 connections", []string{"grpc://" + s.announced.GRPC + stall.Method, "--data", "{}", "--connections", "16"}, enoughConnections},
		{"HTTP/1.1, 256 connections", []string{url, "--connections", "256"}, enoughConnections},
		{"HTTP/1.1, 10 connections", []string{url, "--connections", "10"}, tenConnections},
		{"HTTP/1.1, 1 connection", []string{url, "--connections", "1"}, oneConnection},
	} {
		stallByWiretax(ctx, b, s, own.what, own.truth, own.args)
	}
	for _, t := range []struct {
		what string
		args []string
	}{
		{"gRPC, as it comes (-c 50)", nil},
		{"gRPC, --async", []string{"--async"}},
	} {
		stallByTool(ctx, b, s, t.what, ghz, func() (generator.Figures, error) {
			f, _, err := b.ghz(ctx, b.lengths.stallWindow(), 0, ghzStall(s.announced.GRPC, b.lengths.stallRequests(), t.args...))
			return f, err
		})
	}
	for _, t := range []struct {
		what string
		args []string
	}{
		{"HTTP/1.1, as it comes (unlimited workers)", nil},
		{"HTTP/1.1, 10 workers", []string{"-workers", "10", "-max-workers", "10"}},
	} {
		stallByTool(ctx, b, s, t.what, vegeta, func() (generator.Figures, error) {
			// More idle connections than are needed, as by default.
			args := append([]string{"-connections", "10000", "-max-connections", "0"}, t.args...)
			f, _, err := b.outside(ctx, vegeta, b.lengths.stallWindow(), generator.Job{
				Address: s.Listen, Paths: []string{stall.Path}, Rate: stallRate, Requests: b.lengths.stallRequests(), TimeoutSeconds: 30,
			}, args...)
			return f, err
		})
	}
}

func stallByWiretax(ctx context.Context, b *bench, s *stallServer, what string, want truth, args []string) {
	if err := awaitQuiet(ctx, b, s); err != nil {
		return
	}
	w, err := b.wiretax(ctx, b.lengths.stallWindow(), 0, append(args,
		"--rate", strconv.Itoa(stallRate), "--arrivals", contract.Uniform, "--duration", b.lengths.stallWindow().String(),
		"--warmup", b.lengths.warmup.String(), "--timeout", "10s")...)
	if err != nil {
		b.failed(ctx, stallRow(what, wiretax, want, nil, nil), err)
		return
	}
	r := stallRow(what, wiretax, want, w.Response.P90, w.Response.P99)
	if w.Valid && w.LateTail { // what it did to the quantiles is in their deviation
		r = r.noted("lag p99 above 1 ms")
	}
	b.print(r.settled(w))
}

func stallByTool(ctx context.Context, b *bench, s *stallServer, what, tool string, attack func() (generator.Figures, error)) {
	if err := awaitQuiet(ctx, b, s); err != nil {
		return
	}
	f, err := attack()
	var q record.Quantiles
	if err == nil {
		q = f.Latency
	}
	r := stallRow(what, tool, enoughConnections, q.P90, q.P99)
	if err != nil {
		b.failed(ctx, r, err)
		return
	}
	b.print(r.noted(shortfall(f.Completed, b.lengths.stallRequests())))
}

// shortfall says how many of the requests asked for were answered; empty if all were.
func shortfall(completed, asked int64) string {
	if completed >= asked {
		return ""
	}
	return fmt.Sprintf("%s of %s requests answered", thousands(completed), thousands(asked))
}

// awaitQuiet waits for the moment at which a load of the server may begin.
func awaitQuiet(ctx context.Context, b *bench, s *stallServer) error {
	timer := time.NewTimer(untilQuiet(s.announced.Start, time.Now(), b.lengths.every, b.lengths.pause))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
