// Package tools measures load generators beside each other: wiretax with its lean and its native
// client, wrk, ab, h2load, ghz, vegeta, hey, fortio and k6, as far as they are installed.
//
//   - cpu: what a request costs the generator, in interleaved blocks;
//   - rate: the highest rate that it holds honestly on one CPU;
//   - lag: how late it sends;
//   - memory: how much it holds over millions of requests.
//
// They drive our own services, and a responder that only answers. Servers run on one CPU and
// generators on another, each in a process of its own. Nothing else may run on the machine
// meanwhile.
package tools

import (
	"context"
	"flag"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wiretax/wiretax/contract"
)

// Command is the name of the command that [Run] carries out.
const Command = "tools"

// Run carries out one command line, of which args are what follows Command.
func Run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	if len(args) > 0 && args[0] == respondChild {
		return respond(ctx, args[1:], stdout)
	}
	o, err := parse(args, stderr)
	if err != nil {
		return err
	}
	b, err := newBench(o, stdout, stderr)
	if err != nil {
		return err
	}
	return b.measure(ctx)
}

// options are what the flags say.
type options struct {
	tables, protocols []string
	bin, json         string
	seed              uint64
	blocks            int
	// length is one window, warmup what comes before one of an open loop.
	length, warmup time.Duration
	// rates are those of the responder in ascending order, requests those of the memory table.
	rates    []float64
	requests int64
	// sample is how often memory is read.
	sample time.Duration
}

// usualRates are the rates of the responder.
const usualRates = "5000,10000,15000,20000,25000,30000,35000,40000"

func parse(args []string, stderr io.Writer) (options, error) {
	flags := flag.NewFlagSet("selfcheck "+Command, flag.ContinueOnError)
	flags.SetOutput(stderr)
	o := options{warmup: time.Second, sample: 500 * time.Millisecond}
	var (
		tables    = flags.String("tables", strings.Join(tableNames(), ","), "tables to measure")
		protocols = flags.String("protocols", strings.Join(protocolNames(), ","), "protocols to speak")
		rates     = flags.String("rates", usualRates, "requests a second that are offered to the responder, one after the other")
	)
	flags.IntVar(&o.blocks, "blocks", 7, "blocks: how often each tool is measured")
	flags.DurationVar(&o.length, "window", 10*time.Second, "how long a tool sends each time")
	flags.Int64Var(&o.requests, "requests", 10_000_000, "requests of the memory table")
	flags.StringVar(&o.bin, "bin", "bin", "folder of wiretax, ghz and vegeta, as make build fills it; the others are looked for in PATH too")
	flags.StringVar(&o.json, "json", "", "file to write the figures to as JSON, for wiretax report --tools")
	flags.Uint64Var(&o.seed, "seed", 1, "seed of the order within a block")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("%s takes flags only, got %q; see %[1]s -help", flags.Name(), flags.Args())
	}
	var err error
	if o.tables, err = namesIn("tables", *tables, tableNames()); err != nil {
		return o, err
	}
	if o.protocols, err = namesIn("protocols", *protocols, protocolNames()); err != nil {
		return o, err
	}
	for text := range strings.SplitSeq(*rates, ",") {
		rate, err := strconv.ParseFloat(text, 64)
		if err != nil || rate < 1 || rate > contract.MostRate {
			return o, fmt.Errorf("-rates %q is no rate; use 1 to %d", text, int64(contract.MostRate))
		}
		o.rates = append(o.rates, rate)
	}
	slices.Sort(o.rates)
	return o, o.check()
}

// check refuses what would take for ever, or no time.
func (o *options) check() error {
	switch {
	case o.blocks < 1 || o.blocks > 1000:
		return fmt.Errorf("-blocks %d is out of range; use 1 to 1000", o.blocks)
	case o.length < 100*time.Millisecond || o.length > time.Hour:
		return fmt.Errorf("-window %v is out of range; use 100ms to 1h", o.length)
	case o.requests < 1000 || o.requests > 1e9:
		return fmt.Errorf("-requests %d is out of range; use 1000 to 1000000000", o.requests)
	}
	return nil
}

// namesIn returns the names of a list, all of which are known.
func namesIn(flag, list string, known []string) ([]string, error) {
	names := strings.Split(list, ",")
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("-%s %q is unknown; use some of %s", flag, name, strings.Join(known, ","))
		}
	}
	return names, nil
}
