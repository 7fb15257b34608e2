package main

import (
	"github.com/spf13/cobra"

	"github.com/wiretax/wiretax/bench/run"
)

// workerCommand is for runs, which start it to have a fresh client process for each block.
func workerCommand() *cobra.Command {
	return &cobra.Command{
		Use: run.WorkerCommand, Hidden: true,
		Short: "Measure a share of a block, which wiretax run writes to the standard input",
		Args:  argsBetween(0, 0, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error {
			return run.Work(c.Context(), c.InOrStdin(), c.OutOrStdout())
		},
	}
}
