package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/wiretax/wiretax/bench/client/anycall"
	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/report/summary"
	"github.com/wiretax/wiretax/bench/single"
	"github.com/wiretax/wiretax/bench/window"
	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/terminal"
)

// loadFlags are the values of load's flags.
type loadFlags struct {
	target      plan.Target
	client      string
	rate        float64
	steps       string
	callers     int
	arrivals    string
	seed        uint64
	duration    time.Duration
	requests    int64
	warmup      time.Duration
	warmupUntil string
	connections int
	timeout     time.Duration
	json, hlog  string
	allowPublic bool
}

func loadCommand() *cobra.Command {
	var flags loadFlags
	c := &cobra.Command{
		Use:   "load URL",
		Short: "Drive one target of any service and print honest percentiles",
		Long: "Drive http://host:port/path (https) or grpc://host:port/package.Service/Method (grpcs).\n\n" +
			"Open loop by default: requests are sent when the schedule says, whatever the target\n" +
			"does, and response times run from that moment. --callers makes a closed loop, in which\n" +
			"each caller waits for its answer. Ctrl-C ends the load and shows what there is; a second\n" +
			"one ends at once.",
		Example: "  wiretax load http://127.0.0.1:8080/v1/books/1 --rate 1000\n" +
			"  wiretax load grpc://127.0.0.1:50051/catalog.v1.CatalogService/GetBook \\\n" +
			"    --data '{\"id\":1}' --callers 50",
		Args: argsBetween(1, 1, "one URL"),
		RunE: func(c *cobra.Command, args []string) error {
			flags.target.URL = args[0]
			config, err := flags.config(c.Context(), c.Flags())
			if err != nil {
				return badInput{inFlags(c.Flags(), err)}
			}
			return inFlags(c.Flags(), loadTarget(c.Context(), config, flags, c.OutOrStdout(), c.ErrOrStderr()))
		},
	}
	flags.add(c.Flags())
	return c
}

func (f *loadFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.client, "client", single.Auto, "lean, wiretax's own, which takes little CPU time; native, net/http or grpc-go; or auto: lean where it can drive the target")
	flags.Float64Var(&f.rate, "rate", 100, "requests a second that are offered in an open loop")
	flags.StringVar(&f.steps, "steps", "", "rates one after the other instead of --rate, such as 1000,2000,4000@10s")
	flags.IntVar(&f.callers, "callers", 0, "callers of a closed loop, instead of a rate")
	flags.StringVar(&f.arrivals, "arrivals", contract.Poisson, "arrivals of the open loop: poisson or uniform")
	flags.Uint64Var(&f.seed, "seed", 1, "seed of arrivals and of shuffled requests")
	flags.DurationVar(&f.duration, "duration", 10*time.Second, "how long to send")
	flags.Int64Var(&f.requests, "requests", 0, "how many requests to send, instead of --duration")
	flags.DurationVar(&f.warmup, "warmup", time.Second, "load before the measurement, which does not count")
	addWarmupUntil(flags, &f.warmupUntil)
	flags.IntVar(&f.connections, "connections", contract.UsualConnections, "connections, all opened first; with --callers one for each caller")
	flags.DurationVar(&f.timeout, "timeout", 10*time.Second, "how long a request may take, at most 1m; connecting may take as long, or 1s and 10ms for each connection")
	flags.StringVar(&f.json, "json", "", "file for the result as one JSON object, or - for stdout")
	flags.StringVar(&f.hlog, "hlog", "", "file for the histograms of every second, in HdrHistogram's log format V2")
	flags.BoolVar(&f.allowPublic, "allow-public", false, "drive a target whose address is public")
	addTargetFlags(flags, &f.target, "")
}

func addWarmupUntil(flags *pflag.FlagSet, until *string) {
	flags.StringVar(until, "warmup-until", "", "steady: repeat the warm-up until it is steady, at most 20 times")
}

// addTargetFlags adds the flags about a target. A suffix such as "-a" tells those of two targets
// apart.
func addTargetFlags(flags *pflag.FlagSet, t *plan.Target, suffix string) {
	flags.StringVar(&t.Method, "method"+suffix, "", "HTTP method (default GET, with data POST)")
	flags.StringArrayVar(&t.Headers, "header"+suffix, nil, "header or gRPC metadata, 'Name: value'; may be repeated")
	flags.StringVar(&t.Data, "data"+suffix, "", "body, or gRPC request as JSON; @FILE reads it from a file; each line of .jsonl, .ndjson and .geojsonl files, with .gz too, is a request")
	flags.StringVar(&t.Order, "order"+suffix, "", "order of several requests: sequence (the default) or shuffle")
	flags.BoolVar(&t.HTTP2, "http2"+suffix, false, "speak HTTP/2, over http:// with prior knowledge")
	flags.StringVar(&t.Protoset, "protoset"+suffix, "", "file of descriptors (default: gRPC reflection)")
	flags.StringArrayVar(&t.Proto, "proto"+suffix, nil, ".proto file of the service, instead of --protoset"+suffix+"; may be repeated")
	short := "I"
	if suffix != "" {
		short = "" // a letter has no suffix
	}
	flags.StringArrayVarP(&t.ProtoPath, "proto-path"+suffix, short, nil, "folder from which imports start (default: that of --proto"+suffix+"); may be repeated")
	calledElsewhere(flags, "I", "proto-path"+suffix)
	flags.StringVar(&t.CACert, "ca-cert"+suffix, "", "PEM file of authorities to trust instead of the system's")
	flags.BoolVar(&t.Insecure, "insecure"+suffix, false, "trust any certificate")
	flags.StringArrayVar(&t.Expect, "expect"+suffix, nil, "right answer: status=200, length=512 or $.json.path=value; may be repeated")
}

// loadTarget drives the target and prints the result.
func loadTarget(ctx context.Context, config single.Config, flags loadFlags, stdout, stderr io.Writer) error {
	if err := refusePublic(ctx, flags.allowPublic, config.Target); err != nil {
		return err
	}
	out, err := openOutputs(flags.json, flags.hlog, config.Target)
	if err != nil {
		return badInput{err}
	}
	cpus, err := meter.AllowedCPUs()
	if err != nil {
		return err
	}
	stderr = terminal.Wrap(stderr)
	config.CPUs, config.Progress = len(cpus), stderr
	// One P more than CPUs: the pacer's thread keeps one for a moment each time it sleeps.
	runtime.GOMAXPROCS(len(cpus) + 1)
	config.Interval = out.interval
	result, times, err := single.Load(ctx, config)
	if err != nil {
		out.abandon()
		if ctx.Err() != nil {
			fmt.Fprintln(stderr, "wiretax: interrupted before anything was measured")
			return errInterrupted
		}
		return loadError(err)
	}
	people := stdout
	if flags.json == "-" {
		people = stderr
	}
	_, err = fmt.Fprint(people, summary.Of(&result, times, terminal.Width(people)))
	if err := errors.Join(err, out.close(&result, stdout)); err != nil {
		return err
	}
	switch {
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "wiretax: interrupted, the result is partial")
		return errInterrupted
	case result.Completed == 0:
		return noFigures{fmt.Errorf("no request to %s got a right answer", config.Target.URL)}
	}
	return nil
}

// loadError returns the error of a load. It is bad input if the target cannot be driven as
// requested, and otherwise a failure of this program or the machine.
func loadError(err error) error {
	if _, unprepared := errors.AsType[window.Unprepared](err); unprepared || anycall.WrongProtocol(err) {
		return badInput{err}
	}
	return err
}

// refusePublic rejects targets with public addresses, which may be services of others.
func refusePublic(ctx context.Context, allowed bool, targets ...plan.Target) error {
	for _, t := range targets {
		address, public, err := anycall.PublicAddress(ctx, t)
		if err != nil {
			return badInput{err}
		}
		if public && !allowed {
			return badInput{fmt.Errorf("%s has the public address %s: load on a service without its owner's consent is an attack; if you have it, add --allow-public", t.URL, address)}
		}
	}
	return nil
}
