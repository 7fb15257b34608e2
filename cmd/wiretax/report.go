package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report"
)

func reportCommand() *cobra.Command {
	var dir string
	c := &cobra.Command{
		Use:   "report RUN_FOLDER…",
		Short: "Make RESULTS.md and docs/results/ from run folders",
		Long: "Make RESULTS.md and docs/results/ from one or more run folders of one commit and\n" +
			"machine. The same folders give the same bytes, at any time and anywhere.",
		Args: argsBetween(1, -1, "one run folder or more"),
		RunE: func(c *cobra.Command, args []string) error {
			return writeReport(args, dir, c.OutOrStdout())
		},
	}
	c.Flags().StringVar(&dir, "dir", ".", "folder that gets RESULTS.md and docs/results/")
	return c
}

// writeReport makes the report of the run folders in dir and prints its answer.
func writeReport(folders []string, dir string, stdout io.Writer) error {
	runs := make([]*record.Run, len(folders))
	for i, folder := range folders {
		run, err := record.Open(folder)
		if err != nil {
			return badInput{err}
		}
		runs[i] = run
	}
	r, err := report.Compose(runs)
	if err != nil {
		return badInput{err}
	}
	if err := r.Write(dir); err != nil {
		return err
	}
	for _, line := range r.Answer() {
		fmt.Fprintln(stdout, line)
	}
	return nil
}
