package tools

import (
	"context"
	"errors"
	"math/rand/v2"

	"github.com/wiretax/wiretax/bench/toolbench"
)

// lagRate is the rate at which lateness is measured.
const lagRate = 2000

// measureLag has both clients of wiretax send at the same rate to our services, in blocks.
func (b *bench) measureLag(ctx context.Context) {
	for _, p := range []protocol{http1, overGRPC} {
		if !b.chosen(p) {
			continue
		}
		j := job{protocol: p, connections: protocols[p].connections[0], length: b.length, warmup: b.warmup, rate: lagRate}
		clients := b.installed(&j, lean, native)
		first := len(b.result.Lags)
		for _, t := range clients {
			b.result.Lags = append(b.result.Lags, toolbench.Lag{Work: work(p, service, j.connections), Tool: t.name, Offered: lagRate})
		}
		for block := range b.blocks {
			b.lagBlock(ctx, j, clients, b.result.Lags[first:], block)
		}
	}
}

// lagBlock measures the clients on a fresh service, in random order.
func (b *bench) lagBlock(ctx context.Context, j job, clients []*tool, lags []toolbench.Lag, block int) {
	if ctx.Err() != nil {
		return
	}
	s, err := b.serve(ctx, service, j.protocol)
	if err == nil {
		defer s.Stop()
		j.address = s.address
	}
	order := rand.New(rand.NewPCG(b.seed, uint64(block)))
	for _, i := range order.Perm(len(clients)) {
		var o outcome
		err := err
		if err == nil {
			o, _, err = b.run(ctx, clients[i], j, 0)
		}
		if ctx.Err() != nil {
			return
		}
		if err == nil && (o.load.Lag.P50 == nil || o.load.Lag.P99 == nil) {
			err = errors.New("it sent too few requests for the quantiles")
		}
		if err != nil {
			lags[i].Faults = append(lags[i].Faults, err.Error())
			b.progress(lags[i].Work, clients[i].name, "%v", err)
			continue
		}
		sample := toolbench.LagSample{Block: block + 1, P50: *o.load.Lag.P50, P99: *o.load.Lag.P99}
		lags[i].Samples = append(lags[i].Samples, sample)
		b.progress(lags[i].Work, clients[i].name, "block %d, lag p50 %.1f µs, p99 %.1f µs", block+1, 1e6*sample.P50, 1e6*sample.P99)
	}
}
