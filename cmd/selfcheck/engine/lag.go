package engine

import (
	"context"
	"fmt"
	"strconv"

	"github.com/wiretax/wiretax/cmd/selfcheck/pinned"
	"github.com/wiretax/wiretax/contract"
)

// The lag row and its bounds in seconds.
const (
	lagRate   = 2000
	mostLag50 = 80e-6
	mostLag99 = 1e-3
)

// stacks are our own services, in the table's order.
var stacks = []string{contract.GRPC, contract.REST}

// lagRow returns the row for how late requests were sent, in seconds, while the hypervisor took
// the share that steal says of the machine's time.
func lagRow(what string, p50, p99 *float64, steal float64) Row {
	r := Row{Group: "lag", What: what, Tool: wiretax, Note: "steal " + percent(steal)}
	const target = "p50 ≤ 80 µs, p99 ≤ 1 ms"
	if p50 == nil || p99 == nil {
		return r.judged(wiretax, target, false).noted("too few requests for the quantiles")
	}
	r.Measured = fmt.Sprintf("p50 %s, p99 %s", quantity(*p50), quantity(*p99))
	r.Figures = map[string]float64{"p50_seconds": *p50, "p99_seconds": *p99, "steal": steal}
	return r.judged(wiretax, target, *p50 <= mostLag50 && *p99 <= mostLag99)
}

// measureLag drives both services at the same rate, each repetition a fresh client.
func measureLag(ctx context.Context, b *bench) {
	for _, stack := range stacks {
		s, err := b.Serve(ctx, stack)
		if err != nil {
			b.failed(ctx, lagRow(stack, nil, nil, 0), err)
			continue
		}
		for _, arrivals := range []string{contract.Uniform, contract.Poisson} {
			for repetition := range b.lengths.repetitions {
				lagOf(ctx, b, s, stack, arrivals, repetition)
			}
		}
		s.Stop()
	}
}

func lagOf(ctx context.Context, b *bench, s *pinned.Server, stack, arrivals string, repetition int) {
	if ctx.Err() != nil {
		return
	}
	what := fmt.Sprintf("%s, %s, %s/s, no. %d", stack, arrivals, thousands(lagRate), repetition+1)
	w, err := b.wiretax(ctx, b.lengths.lag, 0, append(getBook(stack, s),
		"--rate", strconv.Itoa(lagRate), "--arrivals", arrivals, "--seed", strconv.FormatUint(b.seed+uint64(repetition), 10),
		"--duration", b.lengths.lag.String(), "--warmup", b.lengths.warmup.String())...)
	if err != nil {
		b.failed(ctx, lagRow(what, nil, nil, 0), err)
		return
	}
	b.print(lagRow(what, w.Lag.P50, w.Lag.P99, w.Steal).settled(w))
}
