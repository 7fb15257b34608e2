package engine

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"runtime"
	"time"

	"github.com/wiretax/wiretax/bench/client/catalog"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/cmd/selfcheck/pinned"
	"github.com/wiretax/wiretax/contract"
)

// stubResult is what the child prints: what the bare loop prints, and the pacer's CPU time.
type stubResult struct {
	bareResult
	PacerCPUSeconds float64 `json:"pacer_cpu_seconds"`
}

// runStub returns the child that is compared with the bare loop of gRPC: the engine with the
// client that drives our own service, which encodes and decodes through the generated stub as
// the bare loop does. wiretax load does not decode answers, which would be an advantage.
func runStub(ctx context.Context, args []string, stdout, stderr io.Writer) (err error) {
	flags := flag.NewFlagSet(stubChild, flag.ContinueOnError)
	flags.SetOutput(stderr)
	address := flags.String("address", "", "host:port of the service")
	warmup := flags.Duration("warmup", time.Second, "time before the window")
	duration := flags.Duration("duration", time.Second, "length of the window")
	if err := flags.Parse(args); err != nil {
		return err
	}
	client, err := catalog.New(ctx, contract.GRPC, catalog.Config{
		Address: *address, Operation: contract.GetBook, Requests: []catalog.Request{{BookID: 1}}, Connections: connections(contract.GRPC),
	})
	if err != nil {
		return fmt.Errorf("run engine: %w", err)
	}
	defer client.Close()
	loop := load.Loop{Callers: callers}
	if _, err := load.Closed(ctx, client, loop, load.Phase{Duration: *warmup, Timeout: 10 * time.Second}); err != nil {
		return fmt.Errorf("warm up engine: %w", err)
	}
	runtime.GC()
	before, err := meter.OwnCPU()
	if err != nil {
		return err
	}
	result, err := load.Closed(ctx, client, loop, load.Phase{Duration: *duration, Timeout: 10 * time.Second})
	if err != nil {
		return fmt.Errorf("run engine: %w", err)
	}
	after, err := meter.OwnCPU()
	if err != nil {
		return err
	}
	if result.Completed != result.Requests {
		return fmt.Errorf("run engine: %d of %d requests failed: %v", result.Requests-result.Completed, result.Requests, result.Failures)
	}
	return json.NewEncoder(stdout).Encode(stubResult{
		bareResult{result.Completed, result.Elapsed.Seconds(), (after - before - result.PacerCPU).Seconds()}, result.PacerCPU.Seconds(),
	})
}

// stub runs the child with the number of Ps that wiretax has.
func (p *programs) stub(ctx context.Context, s *pinned.Server, warmup, duration time.Duration) (r stubResult, err error) {
	ctx, cancel := pinned.Limit(ctx, "the engine", warmup+duration)
	defer cancel()
	err = p.loop(ctx, &r, stubChild, "-address", s.Listen, "-warmup", warmup.String(), "-duration", duration.String())
	return r, pinned.Because(ctx, err)
}
