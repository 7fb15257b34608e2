// Package calibrate measures on this machine how sharp a run is and how often it is wrong. It carries out
// a plan many times in each of two designs, in whole windows and in slices that alternate: on a stack
// beside its twin, where every verdict of a difference is false, and on two services of which one has
// work planted in it, which a run should find. From the run folders it computes a table. It drives the
// built bin/wiretax. Nothing else may run on the machine meanwhile.
package calibrate

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/wiretax/wiretax/bench/plan"
)

// Command is the name of the command that [Run] carries out.
const Command = "calibrate"

// mostRuns bounds how long a calibration takes.
const mostRuns = 1000

// config is what a command line asks for.
type config struct {
	// binary is the path of bin/wiretax, and out the folder for a folder of runs.
	binary, out string
	// base is the plan whose operations, lengths and headline all runs have.
	base    plan.Plan
	designs []string
	// shares are what is planted, of the server's CPU time per request at the busy load.
	shares            []float64
	runs, plantedRuns int
}

// Run carries out one command line, of which args are what follows Command.
func Run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("selfcheck "+Command, flag.ContinueOnError)
	flags.SetOutput(stderr)
	c := config{}
	flags.IntVar(&c.runs, "runs", 20, "how many runs of a stack beside its twin, in each design")
	flags.IntVar(&c.plantedRuns, "planted-runs", 10, "how many runs with each amount of planted work, in each design")
	planted := flags.String("planted", "5%,10%", "work to plant, as shares of the server's CPU time per request at the busy load")
	designs := flags.String("designs", strings.Join(allDesigns, ","), "designs to compare: how the windows are measured")
	name := flags.String("plan", "quick", "plan whose operations, blocks, windows and headline the runs have")
	blocks := flags.Int("blocks", 0, "blocks of a run, instead of those of the plan")
	window := flags.Duration("window", 0, "how long each arm is measured in a block, instead of the window of the plan")
	flags.StringVar(&c.binary, "bin", "bin/wiretax", "program to calibrate")
	flags.StringVar(&c.out, "out", "results/calibration", "folder for the runs")
	recorded := flags.String("read", "", "folder of earlier runs to sum up, instead of running any")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("%s takes flags only, got %q; see %[1]s -help", flags.Name(), flags.Args())
	}
	if *recorded != "" {
		return sumUp(*recorded, stdout)
	}
	if err := c.complete(*name, *planted, *designs, *blocks, *window); err != nil {
		return err
	}
	return c.carryOut(ctx, stdout, stderr)
}

// complete checks what the flags say and reads the plan.
func (c *config) complete(name, planted, designs string, blocks int, window time.Duration) (err error) {
	for _, n := range []struct {
		flag string
		runs int
	}{{"-runs", c.runs}, {"-planted-runs", c.plantedRuns}} {
		if n.runs < 0 || n.runs > mostRuns {
			return fmt.Errorf("%s %d is out of range; use 0 to %d", n.flag, n.runs, mostRuns)
		}
	}
	if c.runs+c.plantedRuns == 0 {
		return fmt.Errorf("-runs and -planted-runs are 0, so there is nothing to run; set one of them")
	}
	c.designs = strings.Split(designs, ",")
	for i, design := range c.designs {
		if !slices.Contains(allDesigns, design) || slices.Contains(c.designs[:i], design) {
			return fmt.Errorf("-designs %q: use %s, or one of them", designs, strings.Join(allDesigns, ","))
		}
	}
	if c.shares, err = parseShares(planted); err != nil {
		return err
	}
	p, err := plan.Load(name)
	if err != nil {
		return err
	}
	if c.base, err = atTwoLoads(p, blocks, window); err != nil {
		return err
	}
	c.binary, err = filepath.Abs(c.binary)
	return err
}

// parseShares reads shares such as "5%,10%".
func parseShares(text string) (shares []float64, err error) {
	for word := range strings.SplitSeq(text, ",") {
		rate, err := plan.ParseRate(word)
		if err != nil || !(rate.Share > 0 && rate.Share <= 1) {
			return nil, fmt.Errorf("-planted %q: %q is not a share above 0 and up to 100%%; use such as 5%%,10%%", text, word)
		}
		shares = append(shares, rate.Share)
	}
	return shares, nil
}

// carryOut makes all runs in a new folder and sums them up. What is there when one fails or is
// interrupted is kept and summed up.
func (c *config) carryOut(ctx context.Context, stdout, stderr io.Writer) error {
	if err := os.MkdirAll(c.out, 0o755); err != nil {
		return err
	}
	dir, err := os.MkdirTemp(c.out, "")
	if err != nil {
		return err
	}
	fmt.Fprintf(stderr, "runs are kept in %s; selfcheck %s -read %[1]s sums them up\n", dir, Command)
	if err := c.makeRuns(ctx, dir, stderr); err != nil {
		if sumUp(dir, stdout) != nil {
			return err // there is nothing to sum up
		}
		return fmt.Errorf("not all runs were made, and the figures are those of the others: %w", err)
	}
	return sumUp(dir, stdout)
}

// job is a run to make, with the work that is planted in it; nil if none is.
type job struct {
	plan plan.Plan
	work *plantedWork
}

// makeRuns makes all runs.
func (c *config) makeRuns(ctx context.Context, dir string, stderr io.Writer) error {
	jobs := c.twinned()
	failed, err := c.makeEach(ctx, dir, jobs, stderr)
	if err == nil && c.plantedRuns > 0 {
		var works []plantedWork
		if works, err = c.toPlant(ctx, dir, stderr); err != nil {
			return err
		}
		planted := c.planted(works)
		var more int
		more, err = c.makeEach(ctx, dir, planted, stderr)
		jobs, failed = append(jobs, planted...), failed+more
	}
	if err == nil && failed > 0 {
		err = fmt.Errorf("%d of %d runs left nothing to read", failed, len(jobs))
	}
	return err
}

// makeEach makes runs and counts those that left nothing to read. If that is the first, no other is made.
func (c *config) makeEach(ctx context.Context, dir string, jobs []job, stderr io.Writer) (failed int, err error) {
	for i, j := range jobs {
		fmt.Fprintf(stderr, "run %d of %d: %s\n", i+1, len(jobs), j.plan.Name)
		err := c.once(ctx, dir, j, stderr)
		if err != nil && (ctx.Err() != nil || i == 0) {
			return failed, err
		}
		if err != nil {
			failed++
			fmt.Fprintln(stderr, err)
		}
	}
	return failed, nil
}

// sumUp prints what the runs of a folder gave.
func sumUp(dir string, stdout io.Writer) error {
	results, leftOut, err := readAll(dir)
	if err != nil {
		return err
	}
	_, err = io.WriteString(stdout, report(results, leftOut))
	return err
}
