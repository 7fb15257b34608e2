package engine

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/wiretax/wiretax/bench/generator"
	"github.com/wiretax/wiretax/cmd/selfcheck/pinned"
	"github.com/wiretax/wiretax/contract"
)

// engineHeap is about what wiretax load holds with 50 callers, in bytes, as the trace of the
// garbage collector says. Most of it are histograms, which hold no pointers.
const engineHeap = 10 << 20

// measureCPU compares wiretax and one outside tool with bare loops, in pairs.
func measureCPU(ctx context.Context, b *bench) {
	for _, stack := range stacks {
		cpuOf(ctx, b, stack)
	}
}

func cpuOf(ctx context.Context, b *bench, stack string) {
	tool := outsideTool(stack)
	var overPlain, overEven, theirs pairs
	var spoilt []window
	var toolErr error
	for i := range b.lengths.pairs {
		t, err := cpuPair(ctx, b, stack, i)
		if err != nil {
			b.failed(ctx, cpuRow(stack, wiretax, plain, pairs{}), err)
			return
		}
		overPlain.add(t.plain, t.own, t.withPacer)
		overEven.add(t.even, t.own, t.withPacer)
		if !t.window.Valid {
			spoilt = append(spoilt, t.window)
		}
		if i < b.lengths.toolPairs {
			theirs.add(t.plain, t.tool, 0)
			toolErr = errors.Join(toolErr, t.toolErr)
		}
	}
	for _, r := range []Row{cpuRow(stack, wiretax, plain, overPlain), cpuRow(stack, wiretax, even, overEven)} {
		if len(spoilt) > 0 {
			r = r.settled(spoilt[0]).noted(fmt.Sprintf("so are %d of %d windows", len(spoilt), b.lengths.pairs))
		}
		b.print(r)
	}
	if toolErr != nil {
		b.failed(ctx, cpuRow(stack, tool, plain, pairs{}), toolErr)
		return
	}
	b.print(cpuRow(stack, tool, plain, theirs).noted(lifeOf[tool]))
}

// lifeOf says which part of an outside tool's life its CPU time includes.
var lifeOf = map[string]string{
	ghz:    "whole process, start and report in it",
	vegeta: "whole process, start in it; its report is another process and not in it",
}

// taken is what one pair measured, which has three or four members: CPU seconds per request of
// both bare loops, of wiretax without and with its pacer, and of the outside tool.
type taken struct {
	plain, even    float64
	own, withPacer float64
	window         window
	tool           float64
	toolErr        error
}

// cpuPair measures pair i on a fresh service, its members in random order.
func cpuPair(ctx context.Context, b *bench, stack string, i int) (taken, error) {
	s, err := b.Serve(ctx, stack)
	if err != nil {
		return taken{}, err
	}
	defer s.Stop()
	var t taken
	members := []func() error{
		func() (err error) { t.plain, err = bareCost(ctx, b, stack, s, 0); return err },
		func() (err error) { t.even, err = bareCost(ctx, b, stack, s, engineHeap); return err },
		func() error { return ownCost(ctx, b, stack, s, &t) },
	}
	if i < b.lengths.toolPairs {
		members = append(members, func() error {
			t.tool, t.toolErr = toolCost(ctx, b, stack, s)
			return ctx.Err()
		})
	}
	for _, m := range rand.New(rand.NewPCG(b.seed, uint64(i))).Perm(len(members)) {
		if err := members[m](); err != nil {
			return taken{}, err
		}
	}
	return t, nil
}

func bareCost(ctx context.Context, b *bench, stack string, s *pinned.Server, heap int) (float64, error) {
	r, err := b.bare(ctx, b.lengths.warmup, b.lengths.cpu, "-stack", stack, "-address", s.Listen, "-heap", strconv.Itoa(heap))
	if err != nil {
		return 0, err
	}
	return perRequest(time.Duration(r.CPUSeconds*1e9), r.Completed)
}

// ownCost measures the engine by the same clock as the bare loop: over gRPC with the client that
// decodes through the generated stub, over HTTP by wiretax load, which reads the body and does
// not decode it, like the bare loop.
func ownCost(ctx context.Context, b *bench, stack string, s *pinned.Server, t *taken) error {
	if stack == contract.GRPC {
		r, err := b.stub(ctx, s, b.lengths.warmup, b.lengths.cpu)
		if err != nil {
			return err
		}
		t.window.Valid = true
		t.own = r.CPUSeconds / float64(r.Completed)
		t.withPacer = (r.CPUSeconds + r.PacerCPUSeconds) / float64(r.Completed)
		return nil
	}
	w, err := b.wiretax(ctx, b.lengths.cpu, 0, append(getBook(stack, s),
		"--callers", callersText, "--duration", b.lengths.cpu.String(), "--warmup", b.lengths.warmup.String())...)
	if err != nil {
		return err
	}
	if w.ClientCPUSeconds == nil || w.PacerCPUSeconds == nil {
		return errors.New("read what wiretax load printed: it has no client_cpu_seconds or pacer_cpu_seconds")
	}
	t.window = w
	t.own = *w.ClientCPUSeconds / float64(w.Completed)
	t.withPacer = (*w.ClientCPUSeconds + *w.PacerCPUSeconds) / float64(w.Completed)
	return nil
}

// toolCost returns the CPU time of the tool's whole life: its start is small compared with a
// window of seconds, and its report belongs to its requests.
func toolCost(ctx context.Context, b *bench, stack string, s *pinned.Server) (float64, error) {
	var f generator.Figures
	var done pinned.Finished
	var err error
	length := b.lengths.cpu.String()
	if stack == contract.GRPC {
		f, done, err = b.ghz(ctx, b.lengths.cpu, 0, ghzClosed(s.Listen, "--duration", length, "--duration-stop", "wait"))
	} else {
		workers := strconv.Itoa(callers)
		// At rate 0 it is a closed loop of its workers.
		f, done, err = b.outside(ctx, vegeta, b.lengths.cpu, generator.Job{
			Address: s.Listen, Paths: []string{bookPath}, Rate: 1, Requests: 1, Connections: connections(stack), TimeoutSeconds: 20,
		}, "-rate", "0", "-workers", workers, "-max-workers", workers, "-duration", length)
	}
	if err != nil {
		return 0, err
	}
	return perRequest(done.CPU, f.Completed)
}
