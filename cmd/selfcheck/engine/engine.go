// Package engine measures the load engine itself and prints the figures as a table in Markdown,
// with ghz and vegeta beside it if they can do the same:
//
//   - stall: which percentiles it finds of a server that stands still for one second in every
//     five;
//   - lag: how late it sends;
//   - rate: how much of the offered rate it achieves;
//   - cpu: what a request costs its client, as a multiple of a bare loop on the same library;
//   - memory: how much it holds over millions of requests;
//   - soak: how its memory and its goroutines grow over minutes of an open loop.
//
// It drives the built bin/wiretax. The servers run on one CPU, the clients on
// another, each in a process of its own. Nothing else may run on the machine meanwhile.
package engine

import (
	"context"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Command is the name of the command that [Run] carries out.
const Command = "engine"

// The children of this program, by the word that follows Command in their command line.
const (
	bareChild = "bare"
	stubChild = "stub"
	soakChild = "soak"
)

// Run carries out one command line, of which args are what follows Command.
func Run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	if len(args) > 0 {
		switch args[0] {
		case bareChild:
			return runBare(ctx, args[1:], stdout, stderr)
		case stubChild:
			return runStub(ctx, args[1:], stdout, stderr)
		case soakChild:
			return runSoak(ctx, args[1:], stdout, stderr)
		}
	}
	o, err := parse(args, stderr)
	if err != nil {
		return err
	}
	b, err := newBench(o, stdout)
	if err != nil {
		return err
	}
	return b.measure(ctx)
}

// options are what the flags say.
type options struct {
	rows    []string
	bin     string
	json    string
	seed    uint64
	lengths lengths
}

func parse(args []string, stderr io.Writer) (options, error) {
	flags := flag.NewFlagSet("selfcheck "+Command, flag.ContinueOnError)
	flags.SetOutput(stderr)
	var (
		o        options
		rows     = flags.String("rows", strings.Join(groupNames(), ","), "rows to measure")
		quick    = flags.Bool("quick", false, "measure everything briefly: to see that it works, not to judge by")
		requests = flags.Int64("requests", 0, "requests of the memory row (default 10,000,000)")
		beside   = flags.Int64("ghz-requests", 0, "requests of ghz in the memory row, which is slower (default 2,000,000)")
	)
	flags.StringVar(&o.bin, "bin", "bin", "folder of wiretax, ghz and vegeta, as make build fills it")
	flags.StringVar(&o.json, "json", "", "file to write the figures to as JSON, in base units")
	flags.Uint64Var(&o.seed, "seed", 1, "seed of Poisson arrivals and of the order within a pair")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("%s takes flags only, got %q; see %[1]s -help", flags.Name(), flags.Args())
	}
	o.rows = strings.Split(*rows, ",")
	for _, name := range o.rows {
		if !slices.Contains(groupNames(), name) {
			return o, fmt.Errorf("-rows %q is unknown; use some of %s", name, strings.Join(groupNames(), ","))
		}
	}
	o.lengths = fullLengths()
	if *quick {
		o.lengths = quickLengths()
	}
	if *requests < 0 || *beside < 0 {
		return o, fmt.Errorf("-requests %d, -ghz-requests %d: a count is above 0", *requests, *beside)
	}
	if *requests > 0 {
		o.lengths.requests = *requests
	}
	if *beside > 0 {
		o.lengths.ghzRequests = *beside
	}
	return o, nil
}
