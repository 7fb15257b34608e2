package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/wiretax/wiretax/bench/client/anycall"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/terminal"
)

// versusFlags are the values of versus's flags.
type versusFlags struct {
	plan           plan.Plan
	pair           plan.Pair
	warmup, window time.Duration
	timeout        time.Duration
	out, dir       string
	resume         string
	allowPublic    bool
}

func versusCommand() *cobra.Command {
	var flags versusFlags
	c := &cobra.Command{
		Use:   "versus A B --rate R | versus PLAN.yaml",
		Short: "Compare two targets of any services, with intervals and verdicts",
		Long: "Drive two targets in random paired blocks, with a second arm of B as control,\n" +
			"and write the run's folder with its report, RESULTS.md. A ratio is A over B.\n\n" +
			"A and B are URLs as load takes them. PLAN.yaml holds several pairs.",
		Example: "  wiretax versus grpc://127.0.0.1:50051/shop.v1.Cart/Get \\\n" +
			"    http://127.0.0.1:8080/v1/cart/7 --rate 2000 \\\n" +
			"    --data-a '{\"id\":7}' --expect-b '$.id=7'",
		Args: argsBetween(1, 2, "two URLs, or one plan"),
		RunE: func(c *cobra.Command, args []string) error {
			stopped, err := reopen(c.Flags(), flags.resume, &flags.out)
			if err != nil {
				return err
			}
			defer stopped.Release()
			p, err := flags.make(c.Context(), c.Flags(), args)
			if err != nil {
				err = badInput{err}
			} else {
				err = runVersus(c.Context(), p, stopped, flags, c.OutOrStdout(), c.ErrOrStderr())
			}
			if len(args) == 1 {
				return err // the keys are those of the plan
			}
			return inFlags(c.Flags(), err)
		},
	}
	flags.add(c.Flags())
	return c
}

// versus is the name of a run without a name.
const versus = "versus"

// ofPlan are the flags that a plan replaces with its own keys.
const ofPlan = "ofPlan"

func (f *versusFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.out, "out", "results", "folder in which the run's own folder is made")
	addDirFlag(flags, &f.dir)
	addResumeFlag(flags, &f.resume, "with the same targets or plan and flags as before")
	flags.BoolVar(&f.allowPublic, "allow-public", false, "drive targets whose addresses are public")
	var own pflag.FlagSet
	own.Var(rateFlag{&f.pair.Rate}, "rate", "requests a second that are offered to each, or a share of the weaker one's capacity, such as 10%; required")
	own.BoolVar(&f.plan.Saturate, "saturate", false, "measure the capacity of services that are not started here, which takes them to their limit, for a --rate that is a share of it")
	own.StringVar(&f.plan.Name, "name", "", "name of the run (default versus) and of the pair (default: what A is asked for)")
	usual := plan.Usual(true) // a plan of pairs has the same defaults
	length := func(seconds float64) time.Duration { return time.Duration(seconds * float64(time.Second)) }
	own.IntVar(&f.plan.Blocks, "blocks", usual.Blocks, "how many times each is measured")
	own.StringVar(&f.plan.Arrivals, "arrivals", usual.Arrivals, "poisson or uniform")
	own.Uint64Var(&f.plan.Seed, "seed", usual.Seed, "seed of arrivals, order and shuffled requests")
	own.IntVar(&f.plan.Connections, "connections", usual.Connections, "connections to each, all opened first")
	own.StringVar(&f.plan.Client, "client", usual.Client, "native, net/http or grpc-go; or lean, wiretax's own, which takes little CPU time")
	own.DurationVar(&f.warmup, "warmup", length(usual.Warmup), "load before the measurement, which does not count")
	addWarmupUntil(&own, &f.plan.WarmupUntil)
	own.DurationVar(&f.window, "window", length(usual.Window), "how long each is measured in a block")
	own.DurationVar(&f.timeout, "timeout", length(usual.Timeout), "how long a request may take, at most 1m; connecting may take as long, or 1s and 10ms for each connection")
	for _, one := range []struct {
		suffix string
		target *plan.Target
	}{{"-a", &f.pair.A}, {"-b", &f.pair.B}} {
		addTargetFlags(&own, one.target, one.suffix)
		own.StringVar(&one.target.Name, "name"+one.suffix, "", "its name in the report, such as 'this change' (default "+strings.ToUpper(one.suffix[1:])+")")
		own.StringVar(&one.target.Start, "start"+one.suffix, "", "command that serves it, started afresh for every block; {port} in it and in the URL is a free port")
		own.IntVar(&one.target.PID, "pid"+one.suffix, 0, "id of the process that serves it, to measure its CPU time")
	}
	own.VisitAll(func(flag *pflag.Flag) {
		own.SetAnnotation(flag.Name, ofPlan, nil)
		flags.AddFlag(flag)
	})
}

// make returns the plan that flags and arguments ask for.
func (f *versusFlags) make(ctx context.Context, flags *pflag.FlagSet, args []string) (plan.Plan, error) {
	if len(args) == 1 {
		return loadPairs(ctx, flags, args[0])
	}
	f.pair.A.URL, f.pair.B.URL = args[0], args[1]
	f.pair.Name = cmp.Or(f.plan.Name, pairName(args[0]), versus)
	f.plan.Name = cmp.Or(f.plan.Name, versus)
	var problems plan.Problems
	if !flags.Changed("rate") {
		problems.Add(errors.New("--rate is missing; say how many requests a second each is offered"))
	}
	p := f.plan
	p.Pairs = []plan.Pair{f.pair}
	p.Warmup, p.Window, p.Timeout = f.warmup.Seconds(), f.window.Seconds(), f.timeout.Seconds()
	complete, err := plan.Complete(p)
	problems.Add(
		rateWithin("rate", f.pair.Rate),
		flagWithin("blocks", float64(f.plan.Blocks), 1, 1000),
		flagWithin("seed", float64(f.plan.Seed), 1, math.MaxUint64),
		flagWithin("connections", float64(f.plan.Connections), 1, contract.MostConnections),
		lengthWithin("warmup", f.warmup, 100*time.Millisecond, time.Hour),
		checkWarmupUntil(f.plan.WarmupUntil, f.warmup),
		lengthWithin("window", f.window, 100*time.Millisecond, time.Hour),
		lengthWithin("timeout", f.timeout, 10*time.Millisecond, contract.MostTimeout),
		checkPairs(ctx, p),
		err,
	)
	return complete, problems.Err()
}

// pairName returns the name of two targets without a name: what the first is asked for, such as
// "GetBook" or "v1-cart-7". It is empty if the URL has no path.
func pairName(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	asked := u.Path
	if strings.HasPrefix(u.Scheme, "grpc") {
		asked = path.Base(asked)
	}
	words := strings.FieldsFunc(asked, func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	name := strings.Join(words, "-")
	return strings.Trim(name[max(0, len(name)-plan.MaxName):], "-")
}

// loadPairs reads a plan. The flags that it replaces are errors.
func loadPairs(ctx context.Context, flags *pflag.FlagSet, name string) (p plan.Plan, err error) {
	switch filepath.Ext(name) {
	case ".yaml", ".yml":
	default:
		return p, fmt.Errorf("versus takes two URLs, or a plan that ends in .yaml, got %s alone", name)
	}
	flags.Visit(func(flag *pflag.Flag) {
		if _, replaced := flag.Annotations[ofPlan]; replaced && err == nil {
			err = fmt.Errorf("--%s does not go with a plan; write it into %s", flag.Name, name)
		}
	})
	if err != nil {
		return p, err
	}
	if p, err = plan.LoadPairs(name); err != nil {
		return p, err
	}
	if err := checkPairs(ctx, p); err != nil {
		return p, fmt.Errorf("plan %s: %w", name, err)
	}
	return p, nil
}

// anyPort stands for a free port while nothing is started.
const anyPort = 1

// checkPairs checks every target. Its errors begin with the key, "pairs[0].a.url: …".
func checkPairs(ctx context.Context, p plan.Plan) error {
	var problems plan.Problems
	byLean := p.Client == contract.LeanClient || slices.Contains(p.Vary.Client, contract.LeanClient)
	for i, pair := range p.Pairs {
		for _, one := range []struct {
			name string
			plan.Target
		}{{"a", pair.A}, {"b", pair.B}} {
			call, err := anycall.Parse(ctx, one.Target.At(anyPort))
			if err != nil {
				problems = append(problems, fmt.Errorf("pairs[%d].%s.%w", i, one.name, err))
			} else if err = call.Lean(); byLean && err != nil {
				problems = append(problems, fmt.Errorf("client: lean cannot drive %s of pair %s: %w; use native", one.name, pair.Name, err))
			}
		}
	}
	return problems.Err()
}

// runVersus carries out the plan, or goes on with the run that was stopped unless that is nil, and writes the
// report.
func runVersus(ctx context.Context, p plan.Plan, stopped *record.Reopened, flags versusFlags, stdout, stderr io.Writer) error {
	stdout, stderr = terminal.Wrap(stdout), terminal.Wrap(stderr)
	for _, pair := range p.Pairs {
		if err := refusePublic(ctx, flags.allowPublic, pair.A.At(anyPort), pair.B.At(anyPort)); err != nil {
			return err
		}
	}
	config, err := prepareRun(p, flags.out)
	if err != nil {
		return err
	}
	goOn(&config, stopped)
	made, err := makeFolders(flags.out, flags.dir)
	if err != nil {
		return err
	}
	defer made.removeEmpty()
	return carryOut(ctx, config, flags.dir, stdout, stderr)
}
