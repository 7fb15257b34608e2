package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wiretax/wiretax/bench/gobench"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report"
	"github.com/wiretax/wiretax/bench/toolbench"
	"github.com/wiretax/wiretax/terminal"
)

// reportFlags are the values of report's flags.
type reportFlags struct {
	dir, bench, tools string
	benchfmt          bool
}

func reportCommand() *cobra.Command {
	var flags reportFlags
	c := &cobra.Command{
		Use:   "report RUN_FOLDER…",
		Short: "Make RESULTS.md and docs/results/ from run folders",
		Long: "Make RESULTS.md and docs/results/ from one or more run folders of one commit and\n" +
			"machine. The same folders give the same bytes, at any time and anywhere. Runs of one\n" +
			"plan are pooled, and the intervals include by how much they differ; name three or more.\n\n" +
			"A RESULTS.md that reported other runs is replaced, and its runs are named; --dir keeps\n" +
			"reports apart.\n\n" +
			"--bench adds the Go benchmarks, from a file that make bench wrote at that commit, and\n" +
			"--tools the load generators beside each other, from one that make bench-tools wrote.\n" +
			"--benchfmt makes no report, but prints the trials in the format of the Go benchmarks.",
		Args: argsBetween(1, -1, "one run folder or more"),
		RunE: func(c *cobra.Command, args []string) error {
			if !flags.benchfmt {
				return writeReport(args, flags, terminal.Wrap(c.OutOrStdout()), terminal.Wrap(c.ErrOrStderr()))
			}
			for _, name := range []string{"dir", "bench", "tools"} {
				if c.Flags().Changed(name) {
					return badInput{fmt.Errorf("--benchfmt prints the trials and makes no report; leave out --%s", name)}
				}
			}
			return exportTrials(args, c.OutOrStdout(), terminal.Wrap(c.ErrOrStderr()))
		},
	}
	c.Flags().StringVar(&flags.dir, "dir", ".", "folder that gets RESULTS.md and docs/results/")
	c.Flags().StringVar(&flags.bench, "bench", "", "file of Go benchmarks, such as results/bench/TIME.txt")
	c.Flags().StringVar(&flags.tools, "tools", "", "file of load generators, such as results/tools.json")
	c.Flags().BoolVar(&flags.benchfmt, "benchfmt", false, "print the trials for benchstat, and make no report")
	return c
}

// writeReport writes the report of the run folders, and of the files that the flags name, into the
// folder of the flags and prints its answer.
func writeReport(folders []string, flags reportFlags, stdout, stderr io.Writer) error {
	r, err := composeReport(folders, flags, warningOn(stderr))
	if err != nil {
		return err
	}
	made, err := makeFolders("", flags.dir)
	if err != nil {
		return err
	}
	defer made.removeEmpty()
	if err := writeInto(flags.dir, r, stderr); err != nil {
		return err
	}
	return printAnswer(r, stdout)
}

// writeInto writes the report into dir and prints that it did.
func writeInto(dir string, r *report.Report, stderr io.Writer) error {
	did, err := r.Write(dir)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(stderr, strings.Join(did, "\n"))
	return err
}

// composeReport makes the report of run folders, and of the files that the flags name. warn gets a
// line for each plan that the next version does not read.
func composeReport(folders []string, flags reportFlags, warn func(string)) (*report.Report, error) {
	runs, err := openRuns(folders, warn)
	if err != nil {
		return nil, err
	}
	var benchmarks *gobench.Output
	if flags.bench != "" {
		if benchmarks, err = gobench.Open(flags.bench); err != nil {
			return nil, badInput{err}
		}
	}
	var generators *toolbench.Result
	if flags.tools != "" {
		if generators, err = toolbench.Open(flags.tools); err != nil {
			return nil, badInput{err}
		}
	}
	r, err := report.Compose(runs, benchmarks, generators)
	if err != nil {
		return nil, badInput{err}
	}
	return r, nil
}

func printAnswer(r *report.Report, stdout io.Writer) error {
	_, err := fmt.Fprintln(stdout, strings.Join(r.Answer(), "\n"))
	return err
}

// exportTrials prints the trials of the run folders for benchstat.
func exportTrials(folders []string, stdout, stderr io.Writer) error {
	runs, err := openRuns(folders, warningOn(stderr))
	if err != nil {
		return err
	}
	text, err := report.Benchfmt(runs)
	if err != nil {
		return badInput{err}
	}
	_, err = stdout.Write(text)
	return err
}

// warningOn returns a function that prints a warning.
func warningOn(stderr io.Writer) func(string) {
	return func(warning string) { fmt.Fprintln(stderr, "wiretax: "+warning) }
}

func openRuns(folders []string, warn func(string)) ([]*record.Run, error) {
	runs := make([]*record.Run, len(folders))
	for i, folder := range folders {
		run, err := record.Open(folder)
		if err != nil {
			return nil, badInput{err}
		}
		if warning := run.Manifest.Plan.Warning(); warning != "" {
			warn(folder + ": " + warning)
		}
		runs[i] = run
	}
	return runs, nil
}
