package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report"
	"github.com/wiretax/wiretax/bench/report/section"
	"github.com/wiretax/wiretax/bench/run"
	"github.com/wiretax/wiretax/bench/window"
	"github.com/wiretax/wiretax/terminal"
)

// runFlags are the values of run's flags.
type runFlags struct {
	out, dir, catalog, gateway, metrics, resume string
	verdictsOnly                                bool
}

const defaultPlan = "quick"

func runCommand() *cobra.Command {
	var flags runFlags
	c := &cobra.Command{
		Use:   "run [PLAN]",
		Short: "Carry a plan out and write its report",
		Long: "Start both services, drive them by the plan, stop them, and write the run's folder\n" +
			"with its report, RESULTS.md. --dir names one more folder that gets the report.\n\n" +
			"PLAN is smoke, quick (the default), streams, work, gateway, chain, load-curve, standard, full,\n" +
			"or a YAML file. Stacks with a gateway in Node.js need Node.js 20 and a clone, in which make\n" +
			"gateway was run.",
		Args:      argsBetween(0, 1, "at most one plan"),
		ValidArgs: plan.Names(),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 1 && c.Flags().Changed("resume") {
				return badInput{fmt.Errorf("--resume goes on with the plan of its folder; leave out %s", args[0])}
			}
			stopped, err := reopen(c.Flags(), flags.resume, &flags.out)
			if err != nil {
				return err
			}
			defer stopped.Release()
			return runPlan(c.Context(), cmp.Or(strings.Join(args, ""), defaultPlan), stopped, flags, c.OutOrStdout(), c.ErrOrStderr())
		},
	}
	c.Flags().StringVar(&flags.out, "out", "results", "folder in which the run's own folder is made")
	addDirFlag(c.Flags(), &flags.dir)
	c.Flags().BoolVar(&flags.verdictsOnly, "verdicts-only", false, "write into --dir only if the plan judges a metric, and so gives verdicts")
	c.Flags().StringVar(&flags.catalog, "catalog", "", "file of books to serve, .csv or .jsonl (default: the embedded catalog)")
	c.Flags().StringVar(&flags.gateway, "gateway", "gateway", "folder of the gateway in Node.js, for plans with one of its stacks")
	addResumeFlag(c.Flags(), &flags.resume, "by its own plan")
	c.Flags().StringVar(&flags.metrics, "metrics", "", "address for live Prometheus metrics (default: none)")
	return c
}

// addDirFlag adds the flag that says where the report of a run goes.
func addDirFlag(flags *pflag.FlagSet, dir *string) {
	flags.StringVar(dir, "dir", "", "folder that gets RESULTS.md and docs/results/ too (default: the run's own folder alone)")
}

// runPlan carries out the plan of that name, or goes on with the run that was stopped unless that is nil.
func runPlan(ctx context.Context, name string, stopped *record.Reopened, flags runFlags, stdout, stderr io.Writer) error {
	stdout, stderr = terminal.Wrap(stdout), terminal.Wrap(stderr)
	config, reportDir, err := prepare(ctx, name, stopped, flags, stderr)
	if err != nil {
		return err
	}
	made, err := makeFolders(flags.out, reportDir)
	if err != nil {
		return err
	}
	defer made.removeEmpty()
	exporter, err := serveMetrics(ctx, flags.metrics)
	if err != nil {
		return err
	}
	config.Observe = exporter.observe
	if err := carryOut(ctx, config, reportDir, stdout, stderr); err != nil {
		exporter.close()
		return err
	}
	exporter.awaitScrape(ctx)
	return nil
}

// carryOut carries out a plan and writes the report into the run's folder, and into dir unless
// that is empty.
func carryOut(ctx context.Context, config run.Config, dir string, stdout, stderr io.Writer) error {
	config.Progress, config.Terminal = stderr, terminal.Is(stderr)
	fmt.Fprintf(stderr, "plan %s into %s\n", config.Plan.Name, config.Dir)
	if warning := config.Plan.Warning(); warning != "" {
		warningOn(stderr)(warning)
	}
	if a, b := config.Plan.TargetNames(); a != "" || b != "" {
		fmt.Fprintf(stderr, "a is %s, b is %s\n", cmp.Or(a, "A"), cmp.Or(b, "B"))
	}
	if err := run.Run(ctx, config); err != nil {
		return sayIncomplete(ctx, config, err, stderr)
	}
	return reportRun(config.Dir, dir, stdout, stderr)
}

// reportRun writes the report of a run that was carried out into its folder, and into dir unless
// that is empty. If the run has no figures, an earlier RESULTS.md is left as it is.
func reportRun(folder, dir string, stdout, stderr io.Writer) error {
	recorded, err := record.Open(folder)
	if err != nil {
		return err
	}
	if err := needValid(recorded, stderr); err != nil {
		return err
	}
	r, err := composeReport([]string{folder}, reportFlags{}, func(string) {}) // carryOut has warned
	if err != nil {
		return err
	}
	found := r.Found()
	if !found.Any {
		return noFigures{fmt.Errorf("no metric has a figure (%s); no RESULTS.md was written; all is kept in %s", found.Why, folder)}
	}
	for _, to := range []string{folder, dir} {
		if to == "" {
			continue
		}
		if err := writeInto(to, r, stderr); err != nil {
			return err
		}
	}
	fmt.Fprint(stderr, r.Table())
	if err := printAnswer(r, stdout); err != nil {
		return err
	}
	if !found.Judged {
		return noFigures{fmt.Errorf("none of the metrics that are judged has a figure (%s); all is kept in %s", found.Why, folder)}
	}
	return nil
}

// needValid prints how many trials of the run are valid. It returns an error if there are none,
// since there is nothing to report then.
func needValid(run *record.Run, stderr io.Writer) error {
	valid, ours, why := 0, 0, "there was none"
	for _, t := range run.Trials {
		if t.Valid {
			valid++
			if t.Tool == record.Wiretax {
				ours++
			}
		} else if len(t.Reasons) > 0 {
			why = t.ID + ": " + t.Reasons[0]
		}
	}
	if ours == 0 {
		return noFigures{fmt.Errorf("no trial is valid (%s); no RESULTS.md was written; lower the rate, or end what else runs here; all is kept in %s", why, run.Dir)}
	}
	fmt.Fprintf(stderr, "%d of %d trials are valid; all are kept in %s\n", valid, len(run.Trials), run.Dir)
	return nil
}

// prepare reads and checks all input before anything is started. The report goes into dir too,
// unless that is empty.
func prepare(ctx context.Context, name string, stopped *record.Reopened, flags runFlags, stderr io.Writer) (config run.Config, dir string, err error) {
	if flags.verdictsOnly && flags.dir == "" {
		return config, "", badInput{errors.New("--verdicts-only says when --dir gets the report; give --dir too")}
	}
	p, err := loadPlan(name, stopped)
	if err != nil {
		return config, "", badInput{err}
	}
	node, err := run.FindNode(ctx, p, flags.gateway)
	if err != nil {
		return config, "", badInput{err}
	}
	books, err := openCatalog(flags.catalog, warningOn(stderr))
	if err != nil {
		return config, "", err
	}
	dir = flags.dir
	if flags.verdictsOnly && len(p.Headline) == 0 {
		fmt.Fprintf(stderr, "plan %s judges no metric (it has no key headline), so it gives no verdicts; the report goes into the run's folder only\n", p.Name)
		dir = ""
	}
	config, err = prepareRun(p, flags.out)
	if err != nil {
		return config, "", err
	}
	goOn(&config, stopped)
	config.BookIDs, config.Manifest.Catalog = books.IDs(), catalogRecord(flags.catalog, books)
	config.Node = node
	if flags.catalog != "" {
		config.ServeArgs = []string{"--catalog", flags.catalog}
	}
	return config, dir, nil
}

// prepareRun prepares what every run needs, and pins this process.
func prepareRun(p plan.Plan, out string) (run.Config, error) {
	binary, err := os.Executable()
	if err != nil {
		return run.Config{}, fmt.Errorf("find own program: %w", err)
	}
	allowed, err := meter.AllowedCPUs()
	if err != nil {
		return run.Config{}, err
	}
	server, client, _ := meter.Split(allowed)
	// One P more than CPUs: the pacer's thread keeps one for a moment each time it sleeps.
	runtime.GOMAXPROCS(len(client) + 1)
	if err := meter.Pin(client); err != nil {
		return run.Config{}, err
	}
	machine, err := run.DescribeMachine(server, client)
	if err != nil {
		return run.Config{}, err
	}
	started := time.Now().UTC().Truncate(time.Millisecond)
	folder := started.Format("20060102T150405.000Z") + "-" + p.Name
	return run.Config{
		Plan: p, Binary: binary,
		ServerCPUs: server, ClientCPUs: client,
		Dir: filepath.Join(out, folder),
		Manifest: record.Manifest{
			Run: folder, Started: started,
			Machine: machine, Build: buildRecord(),
		},
	}, nil
}

// sayIncomplete says what is left of a run that failed, how to look at it, and how to go on with it.
func sayIncomplete(ctx context.Context, c run.Config, err error, stderr io.Writer) error {
	if unprepared, ok := errors.AsType[window.Unprepared](err); ok {
		return badInput{unprepared}
	}
	left := "nothing was recorded"
	if r, openErr := record.Open(c.Dir); openErr == nil {
		if len(r.Trials) > 0 {
			left = fmt.Sprintf("%s are kept in %s; `%s` shows them, without verdicts", report.Measured(r), c.Dir, section.Command(c.Dir))
		}
		left += "; " + howToResume(c)
	}
	if wasStopped(ctx, err) {
		fmt.Fprintf(stderr, "wiretax: interrupted, the run is incomplete and no RESULTS.md was written; %s\n", left)
		return errInterrupted
	}
	return fmt.Errorf("%w; the run is incomplete and no RESULTS.md was written; %s", err, left)
}
