package calibrate

import (
	"context"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"time"

	"github.com/wiretax/wiretax/catalog"
)

// plantedWork is the work that one of two services does for every request beside its answer. It is kept
// beside the run.
type plantedWork struct {
	// Share is what was asked for, of the server's CPU time per request at the busy load.
	Share float64 `json:"share"`
	// Work is the value of --work, and Seconds what it took, measured in a loop on this machine.
	Work    string  `json:"work"`
	Seconds float64 `json:"seconds"`
}

// costBlocks is how many blocks the run has that measures the cost of a request without work.
const costBlocks = 3

// toPlant measures what a request costs at the busy load, and returns the work for each share of it.
func (c *config) toPlant(ctx context.Context, dir string, stderr io.Writer) (works []plantedWork, err error) {
	p := c.pair("cost", c.designs[len(c.designs)-1], "", plantedSeed-1)
	p.Blocks = min(p.Blocks, costBlocks)
	if err := c.once(ctx, dir, job{plan: p}, stderr); err != nil {
		return nil, err
	}
	run, err := openOnly(filepath.Join(dir, p.Name))
	if err != nil {
		return nil, err
	}
	r, err := readRun(run, nil)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(r.comparisons, func(c comparison) bool { return c.load.share == busy.Share && c.cost > 0 })
	if at < 0 {
		return nil, fmt.Errorf("measure the cost of a request: no trial is valid at the busy load; see %s", run.Dir)
	}
	cost := r.comparisons[at].cost
	fmt.Fprintf(stderr, "without work a request costs the server %.1f µs of CPU time at %s of capacity\n", 1e6*cost, percent(busy.Share))
	for _, share := range c.shares {
		work, err := workOf(share * cost)
		if err != nil {
			return nil, err
		}
		work.Share = share
		fmt.Fprintf(stderr, "%s of it are planted by --work %s, which takes %.3g µs\n", percent(share), work.Work, 1e6*work.Seconds)
		works = append(works, work)
	}
	return works, nil
}

// workOf returns work that takes about that long, with how long it takes on this machine: what its text says
// is exact on another.
func workOf(seconds float64) (plantedWork, error) {
	work := catalog.Work{CPU: time.Duration(math.Round(1e9 * seconds))}
	if work.CPU <= 0 {
		return plantedWork{}, fmt.Errorf("plant %.3g s of work: it is less than a nanosecond; use a larger share", seconds)
	}
	return plantedWork{Work: fmt.Sprintf("cpu=%dns", work.CPU.Nanoseconds()), Seconds: timeOf(work)}, nil
}

// timeOf measures how long work takes, in seconds: the median of loops.
func timeOf(w catalog.Work) float64 {
	const loops, calls = 101, 200
	took := make([]float64, loops)
	for i := range took {
		began := time.Now()
		for range calls {
			_ = w.Do(context.Background()) // which never ends
		}
		took[i] = time.Since(began).Seconds() / calls
	}
	return median(took)
}
