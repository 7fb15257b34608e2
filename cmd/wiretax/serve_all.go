package main

import (
	"cmp"
	"context"

	"github.com/spf13/cobra"

	"github.com/wiretax/wiretax/serving"
)

// allCommand returns the command that serves the catalog over both stacks, each as its own
// command does.
func allCommand() *cobra.Command {
	common := &serveConfig{}
	services := []catalogService{overGRPC, overREST}
	addresses := make([]serveConfig, len(services))
	c := &cobra.Command{
		Use:   "all",
		Short: "Serve the catalog over grpc and over rest, in one command",
		Long: "Serve the catalog over gRPC and over REST until SIGTERM or Ctrl-C, which ends both.\n" +
			"Each prints one line of JSON with its addresses; logs go to stderr. To measure, use\n" +
			"serve grpc and serve rest: here the two share a process.",
		Args: argsBetween(0, 0, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error {
			configs := make([]*serveConfig, len(services))
			for i, s := range services {
				config := *common
				config.name, config.stack = s.stack, s.stack
				config.listen, config.listenFlag = addresses[i].listen, "--"+s.stack
				config.admin, config.adminFlag = addresses[i].admin, "--"+s.stack+"-admin"
				configs[i] = &config
			}
			return serveAll(c, services, configs)
		},
	}
	flags := c.Flags()
	for i, s := range services {
		flags.StringVar(&addresses[i].listen, s.stack, s.listen, "address to serve "+s.stack+" on; port 0 takes a free one")
		flags.StringVar(&addresses[i].admin, s.stack+"-admin", s.admin, "address of health, readiness, metrics and profiles of "+s.stack)
		calledElsewhere(flags, "listen", s.stack)
		calledElsewhere(flags, "admin", s.stack+"-admin")
	}
	common.lifeFlags(flags)
	common.catalogFlags(flags)
	common.wireFlags(flags)
	return c
}

// serveAll opens every address before it serves at any. If one service ends, all do.
func serveAll(c *cobra.Command, services []catalogService, configs []*serveConfig) error {
	settings := make([]serving.Config, len(configs))
	opened := make([]listeners, 0, len(configs))
	for i, config := range configs {
		var err error
		if settings[i], err = config.settings(); err == nil {
			var l listeners
			if l, err = config.open(c.Context()); err == nil {
				opened = append(opened, l)
			}
		}
		if err != nil {
			for _, l := range opened {
				l.close()
			}
			return err
		}
	}
	ctx, cancel := context.WithCancel(c.Context())
	defer cancel()
	ended := make(chan error, len(configs))
	for i, l := range opened {
		go func() { ended <- l.serve(ctx, c, configs[i], settings[i], services[i].open(configs[i])) }()
	}
	first := <-ended // the other ends because of it
	cancel()
	for range opened[1:] {
		first = cmp.Or(first, <-ended)
	}
	return first
}
