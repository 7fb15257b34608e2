package engine

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/wiretax/wiretax/bench/generator"
	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/cmd/selfcheck/pinned"
	"github.com/wiretax/wiretax/contract"
)

// leastAchieved is the least share of the offered rate.
const leastAchieved = 0.999

// shares of the capacity at which the rate is held.
var shares = []float64{0.2, 0.4, 0.6}

// rateRow compares the rate of right answers within the window with the rate asked for, both per
// second. The rate that a tool says it offered does not count.
func rateRow(what, tool string, asked, achieved float64) Row {
	share := achieved / asked
	r := Row{
		Group: "rate", What: what, Tool: tool,
		// Rounding must not turn a miss into a hit.
		Measured: fmt.Sprintf("%.4f", math.Floor(share*1e4)/1e4),
		Figures:  map[string]float64{"asked_rps": asked, "achieved_rps": achieved},
	}
	return r.judged(tool, "≥ 0.999", share >= leastAchieved)
}

// capacityRow returns the row for the capacity of which the shares are taken, and how busy
// server and client were.
func capacityRow(stack string, rps, server, client float64) Row {
	return Row{
		Group: "rate", What: fmt.Sprintf("%s, capacity: %d callers, %d connections", stack, callers, connections(stack)), Tool: wiretax,
		Measured: thousands(int64(rps)) + "/s",
		Note:     fmt.Sprintf("the server used %.0f %% of its CPU, the client %.0f %%", 100*server, 100*client),
		Figures:  map[string]float64{"capacity_rps": rps, "server_cpu_share": server, "client_cpu_share": client},
	}
}

// measureRate finds the capacity of each service by a closed loop, and then offers shares of
// it. Uniform arrivals: the number of requests is then exactly what was asked for.
func measureRate(ctx context.Context, b *bench) {
	for _, stack := range stacks {
		if err := ratesOf(ctx, b, stack); err != nil {
			b.failed(ctx, Row{Group: "rate", What: stack + ", capacity", Tool: wiretax, Target: "≥ 0.999"}, err)
		}
	}
}

func ratesOf(ctx context.Context, b *bench, stack string) error {
	s, err := b.Serve(ctx, stack)
	if err != nil {
		return err
	}
	defer s.Stop()
	capacity, row, err := capacityOf(ctx, b, s, stack)
	if err != nil {
		return err
	}
	b.print(row)
	for _, share := range shares {
		rate := max(int64(share*capacity), 1) // the tools take whole rates only
		what := fmt.Sprintf("%s, %.0f %% of %s/s: %s/s", stack, 100*share, thousands(int64(capacity)), thousands(rate))
		rateByWiretax(ctx, b, s, stack, what, rate)
		rateByTool(ctx, b, s, stack, what, rate)
	}
	return nil
}

// capacityOf returns how many requests a second a closed loop gets through the service, and the
// row that says so.
func capacityOf(ctx context.Context, b *bench, s *pinned.Server, stack string) (float64, Row, error) {
	before, err := meter.ProcessCPU(s.PID)
	if err != nil {
		return 0, Row{}, err
	}
	begun := time.Now()
	w, err := b.wiretax(ctx, b.lengths.capacity, 0, append(getBook(stack, s),
		"--callers", callersText, "--duration", b.lengths.capacity.String(), "--warmup", b.lengths.warmup.String())...)
	if err != nil {
		return 0, Row{}, err
	}
	after, err := meter.ProcessCPU(s.PID)
	if err != nil {
		return 0, Row{}, err
	}
	// The server's share is measured over the client's whole life, so it is a little low.
	server := (after - before).Seconds() / time.Since(begun).Seconds() / float64(len(b.ServerCPUs))
	client, _ := w.CPUShare(w.ClientCPUSeconds, len(b.ClientCPUs))
	rps := float64(w.Completed) / b.lengths.capacity.Seconds()
	return rps, capacityRow(stack, rps, server, client), nil
}

func rateByWiretax(ctx context.Context, b *bench, s *pinned.Server, stack, what string, rate int64) {
	w, err := b.wiretax(ctx, b.lengths.rate, 0, append(getBook(stack, s),
		"--rate", strconv.FormatInt(rate, 10), "--arrivals", contract.Uniform,
		"--duration", b.lengths.rate.String(), "--warmup", b.lengths.warmup.String())...)
	if err != nil {
		b.failed(ctx, Row{Group: "rate", What: what, Tool: wiretax, Target: "≥ 0.999"}, err)
		return
	}
	b.print(rateRow(what, wiretax, float64(rate), w.AchievedRPS).settled(w))
}

// rateByTool does the same by ghz or vegeta, as an open loop with the same connections.
func rateByTool(ctx context.Context, b *bench, s *pinned.Server, stack, what string, rate int64) {
	tool := outsideTool(stack)
	asked := int64(float64(rate) * b.lengths.rate.Seconds())
	f, _, err := b.outside(ctx, tool, b.lengths.rate, generator.Job{
		Address: s.Listen, Method: bookMethod, Payloads: []string{bookJSON}, Paths: []string{bookPath},
		Rate: float64(rate), Requests: asked, Connections: connections(stack), TimeoutSeconds: 20,
	})
	if err != nil {
		b.failed(ctx, Row{Group: "rate", What: what, Tool: tool, Target: "≥ 0.999"}, err)
		return
	}
	achieved := float64(f.Completed) / max(f.Seconds, b.lengths.rate.Seconds())
	how := map[string]string{ghz: "--async", vegeta: "unlimited workers"}[tool]
	b.print(rateRow(what, tool, float64(rate), achieved).noted(how).noted(shortfall(f.Completed, asked)))
}
