// Command selfcheck says how good the instrument is. Its commands are
//
//	engine     measure the load engine, beside ghz and vegeta
//	calibrate  measure how sharp a run is, and how often it is wrong
//	tools      measure load generators beside each other
//	stall      serve, and stand still for a while in every period
//
// and each describes its flags with -help.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/wiretax/wiretax/cmd/selfcheck/calibrate"
	"github.com/wiretax/wiretax/cmd/selfcheck/engine"
	"github.com/wiretax/wiretax/cmd/selfcheck/stall"
	"github.com/wiretax/wiretax/cmd/selfcheck/tools"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// The second signal finds the default handling; the children die with this process.
	context.AfterFunc(ctx, stop)
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintf(os.Stderr, "selfcheck: %v\n", err)
		os.Exit(1)
	}
}

// commands are those of selfcheck, in the order in which the help lists them.
var commands = []struct {
	name, help string
	run        func(ctx context.Context, args []string, stdout, stderr io.Writer) error
}{
	{engine.Command, "measure the load engine, beside ghz and vegeta", engine.Run},
	{calibrate.Command, "measure how sharp a run is, and how often it is wrong", calibrate.Run},
	{tools.Command, "measure load generators beside each other", tools.Run},
	{stall.Command, "serve, and stand still for a while in every period", stall.Run},
}

// run carries out one command line.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("selfcheck", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() { fmt.Fprint(stderr, usage()) }
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() == 0 {
		fmt.Fprint(stdout, usage())
		return nil
	}
	var names []string
	for _, c := range commands {
		if c.name == flags.Arg(0) {
			return c.run(ctx, flags.Args()[1:], stdout, stderr)
		}
		names = append(names, c.name)
	}
	return fmt.Errorf("unknown command %q; use one of %s", flags.Arg(0), strings.Join(names, ", "))
}

func usage() string {
	var text strings.Builder
	text.WriteString("Say how good the instrument is.\n\nUsage: selfcheck COMMAND [flags]\n\n")
	for _, c := range commands {
		fmt.Fprintf(&text, "  %-10s %s\n", c.name, c.help)
	}
	text.WriteString("\nUse selfcheck COMMAND -help to see the flags of a command.\n")
	return text.String()
}
