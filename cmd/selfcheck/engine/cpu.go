package engine

import (
	"fmt"
	"time"

	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/contract"
)

// mostCPU is the most that a request may cost, as a multiple of the bare loop.
const mostCPU = 1.15

// baseline is what a tool's CPU time is a multiple of.
type baseline string

const (
	// plain is the simplest loop.
	plain baseline = "a bare loop"
	// even holds as much memory as the engine does, which saves it most of its garbage
	// collection: Go collects when the heap has doubled, and a small heap doubles soon. The
	// engine's histograms give it no advantage over this loop.
	even baseline = "a bare loop with the engine's heap"
)

// pairs are client CPU seconds per request of a tool and of a bare loop beside it, in the
// order of the pairs.
type pairs struct {
	bare, tool []float64
	// withPacer includes the thread that keeps the schedule; only wiretax has one.
	withPacer []float64
}

// add appends a pair. A withPacer of 0 is none.
func (p *pairs) add(bare, tool, withPacer float64) {
	p.bare, p.tool = append(p.bare, bare), append(p.tool, tool)
	if withPacer > 0 {
		p.withPacer = append(p.withPacer, withPacer)
	}
}

// cpuRow returns the row for the ratio of a tool to a bare loop with its plain 95 % interval,
// Student's t on the paired log ratios. It does not say whether there is a difference, so that
// it needs no A/A arm.
func cpuRow(stack, tool string, over baseline, p pairs) Row {
	r := Row{Group: "cpu", What: cpuWhat(stack), Tool: tool}
	const target = "≤ 1.15 ×"
	c := stat.Judge([]stat.Sample{{A: p.bare, B: p.tool}})[0]
	if c.N == 0 {
		return r.judged(tool, target, false)
	}
	r.Measured = ratioText(c, over)
	r.Figures = map[string]float64{
		"ratio": c.Ratio, "ratio_lo": c.CI.Lo, "ratio_hi": c.CI.Hi, "pairs": float64(c.N),
		"bare_cpu_seconds": c.A, "cpu_seconds": c.B,
	}
	r.Note = fmt.Sprintf("%s against %s a request", quantity(c.B), quantity(c.A))
	if len(p.withPacer) > 0 {
		all := stat.Judge([]stat.Sample{{A: p.bare, B: p.withPacer}})[0]
		r.Figures["ratio_with_pacer"] = all.Ratio
		r = r.noted(fmt.Sprintf("%.3f × with the pacer", all.Ratio))
	}
	if tool == wiretax && c.Ratio <= mostCPU && c.CI.Hi > mostCPU {
		r = r.noted("the interval reaches above the target")
	}
	return r.judged(tool, target, c.Ratio <= mostCPU)
}

func ratioText(c stat.Comparison, over baseline) string {
	interval := fmt.Sprintf("n = %d", c.N)
	if c.CI.Known() {
		interval = fmt.Sprintf("95 %% %.3f to %.3f, n = %d", c.CI.Lo, c.CI.Hi, c.N)
	}
	return fmt.Sprintf("%.3f × %s (%s)", c.Ratio, over, interval)
}

// cpuWhat describes the row.
func cpuWhat(stack string) string {
	library := "gRPC, generated stub"
	if stack == contract.REST {
		library = "REST, net/http"
	}
	return fmt.Sprintf("%s, %d callers, %d connections", library, callers, connections(stack))
}

// perRequest returns the CPU time of one request in seconds.
func perRequest(cpu time.Duration, requests int64) (float64, error) {
	if cpu <= 0 || requests <= 0 {
		return 0, fmt.Errorf("divide %v of CPU time by %d requests: there is nothing to compare", cpu, requests)
	}
	return cpu.Seconds() / float64(requests), nil
}
