// Command rounds runs the Go benchmarks in rounds, each in a random order, of the benchmarks and
// of the cases of each, that a seed decides: a drift of the machine then affects all of them
// alike. It writes the raw output of all rounds to one file, in the format of the Go
// benchmarks, after the build and the machine, and ends with benchstat's tables of it. Ctrl-C
// keeps what was recorded.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"syscall"
)

// The exit codes besides 0.
const (
	exitFailed      = 1
	exitBadInput    = 2
	exitInterrupted = 130
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// The second signal finds the default handling; the children die with this process.
	context.AfterFunc(ctx, stop)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return
	}
	fmt.Fprintf(os.Stderr, "rounds: %v\n", err)
	switch {
	case errors.As(err, new(badInput)):
		os.Exit(exitBadInput)
	case ctx.Err() != nil:
		os.Exit(exitInterrupted)
	}
	os.Exit(exitFailed)
}

// badInput marks an error that the caller can correct.
type badInput struct{ error }

// run carries out one command line.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	o, err := parse(args, stderr)
	if err != nil {
		return err
	}
	b, err := prepare(ctx, o)
	if err != nil {
		return err
	}
	raw, err := createRaw(o.out)
	if err != nil {
		return err
	}
	fmt.Fprintf(stderr, "rounds: %d, of -bench %s with seed %d, into %s\n", o.count, o.bench, o.seed, raw.Name())
	err = errors.Join(b.measure(ctx, raw, stderr), raw.Close())
	if !b.found {
		return errors.Join(err, os.Remove(raw.Name()))
	}
	if err != nil {
		fmt.Fprintf(stderr, "what was recorded is kept in %s\n", raw.Name())
	}
	// Rounds that were stopped show what they have recorded.
	return errors.Join(err, b.tables(context.WithoutCancel(ctx), raw.Name(), stdout, stderr))
}

// options are what the flags say.
type options struct {
	bench  string
	count  int
	seed   uint64
	bin    string
	folder string
	out    string
}

func parse(args []string, stderr io.Writer) (o options, err error) {
	flags := flag.NewFlagSet("rounds", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&o.bench, "bench", ".", "benchmarks to run, as go test -bench takes them")
	flags.IntVar(&o.count, "count", 8, "how many rounds")
	flags.Uint64Var(&o.seed, "seed", 0, "seed of the order (0: a random one, which is printed)")
	flags.StringVar(&o.bin, "bin", "bin", "folder of bench.test, wiretax and benchstat, as make bench fills it")
	flags.StringVar(&o.folder, "folder", "bench", "folder of the benchmarks, in which bench.test runs")
	flags.StringVar(&o.out, "out", filepath.Join("results", "bench"), "folder for the raw output")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		flags.SetOutput(stderr)
		flags.Usage()
		return o, err
	} else if err != nil {
		return o, badInput{fmt.Errorf("%w; see rounds -help", err)}
	}
	if flags.NArg() > 0 {
		return o, badInput{fmt.Errorf("it takes flags only, got %q; see rounds -help", flags.Args())}
	}
	if o.count < 1 {
		return o, badInput{fmt.Errorf("-count %d: there is at least one round; benchstat wants 6 for an interval", o.count)}
	}
	if _, err := regexp.Compile(o.bench); err != nil || o.bench == "" {
		return o, badInput{fmt.Errorf("-bench %q is not a regular expression of go test -bench; use . for all", o.bench)}
	}
	for o.seed == 0 {
		o.seed = rand.Uint64N(1 << 32)
	}
	return o, nil
}
