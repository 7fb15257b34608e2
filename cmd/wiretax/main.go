// Command wiretax serves one book catalog as gRPC and as JSON REST, drives both in the
// same way and says how large the difference is, how sure that is, and what causes it.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/wiretax/wiretax/bench/process"
	"github.com/wiretax/wiretax/terminal"
)

func main() {
	if code, asked := process.Watch(os.Args, os.Stderr); asked {
		os.Exit(code)
	}
	log.SetOutput(io.Discard) // net/http logs there what a service sends unasked
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		cancel()
		// The second signal ends the process at once, even if it was started with signals
		// ignored, to which the default handling would return.
		<-signals
		os.Exit(exitInterrupted)
	}()
	os.Exit(exitCode(execute(ctx, os.Args[1:], os.Stdout, os.Stderr), os.Stderr))
}

// execute carries out one command line.
func execute(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	return endOfStopped(ctx, rootCommand(args, stdout, stderr).ExecuteContext(ctx), stderr)
}

func rootCommand(args []string, stdout, stderr io.Writer) *cobra.Command {
	root := &cobra.Command{
		Use:           "wiretax",
		Short:         "Measure what the wire costs: gRPC and JSON REST, side by side",
		Long:          "Measure what the wire costs: gRPC and JSON REST, side by side.\n\n" + exitCodes(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Version:       buildVersion(),
		Args:          cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return c.Help()
			}
			return unknownCommand(c, args[0])
		},
	}
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error { return flagError(c, args, err) })
	root.AddCommand(serveCommand(), runCommand(), loadCommand(), versusCommand(), sizeCommand(), reportCommand(), versionCommand(), workerCommand())
	addCompletion(root)
	addHelp(root)
	wrapHelp(root)
	return root
}

// wrapHelp keeps the help of every command within the columns of a terminal.
func wrapHelp(root *cobra.Command) {
	root.SetUsageTemplate(strings.ReplaceAll(root.UsageTemplate(), ".FlagUsages", fmt.Sprintf(".FlagUsagesWrapped %d", terminal.Columns)))
	var wrap func(c *cobra.Command)
	wrap = func(c *cobra.Command) {
		c.Long = terminal.Fill(c.Long)
		for _, sub := range c.Commands() {
			wrap(sub)
		}
	}
	wrap(root)
}

// addCompletion adds the library's command that writes completions for a shell. Wrong arguments
// are bad input, as everywhere.
func addCompletion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		if c.Name() != "completion" {
			continue
		}
		c.Args = argsBetween(1, 1, "a shell: bash, zsh, fish or powershell")
		c.RunE = func(c *cobra.Command, args []string) error { return unknownCommand(c, args[0]) }
		for _, shell := range c.Commands() {
			shell.Args = argsBetween(0, 0, "no arguments")
		}
	}
}

// addHelp adds the library's command that shows help. For an unknown command the library would
// show the help of the root; this is an error here.
func addHelp(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	help, _, _ := root.Find([]string{"help"})
	help.Run = nil
	help.RunE = func(_ *cobra.Command, path []string) error {
		of := root
		for _, name := range path {
			below := slices.IndexFunc(of.Commands(), func(c *cobra.Command) bool { return c.Name() == name })
			if below < 0 {
				return unknownCommand(of, name)
			}
			of = of.Commands()[below]
		}
		of.InitDefaultHelpFlag()
		return of.Help()
	}
}

// argsBetween rejects too few or too many arguments as bad input.
func argsBetween(least, most int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) < least || (most >= 0 && len(args) > most) {
			got := "nothing"
			if len(args) > 0 {
				got = strings.Join(args, " ")
			}
			return badInput{fmt.Errorf("%s takes %s, got %s; see %s --help", c.Name(), what, got, c.CommandPath())}
		}
		return nil
	}
}
