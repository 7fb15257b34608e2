package main

import (
	"fmt"
	"net"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/wiretax/wiretax/gatewaysvc"
	"github.com/wiretax/wiretax/serving"
)

// gatewayCommand serves the public API in front of the gRPC service.
func gatewayCommand() *cobra.Command {
	c, config := serviceCommand("gateway", "a JSON API in front of the gRPC service", "127.0.0.1:3002", "127.0.0.1:9103")
	var gateway gatewaysvc.Config
	var ca string
	c.RunE = func(c *cobra.Command, _ []string) (err error) {
		if !isAddress(gateway.Upstream) {
			return badInput{fmt.Errorf("--upstream %q is not an address; use host:port, such as 127.0.0.1:50051", gateway.Upstream)}
		}
		if gateway.Deadline <= 0 {
			return badInput{fmt.Errorf("--deadline %v is not above 0; use one such as 2s", gateway.Deadline)}
		}
		if gateway.UpstreamTLS, err = trusting("--upstream-ca", ca); err != nil {
			return err
		}
		return serve(c, config, func(settings *serving.Config) (service, error) {
			gateway.Config = *settings
			return gatewaysvc.New(gateway)
		})
	}
	flags := c.Flags()
	config.wireFlags(flags)
	flags.StringVar(&gateway.Upstream, "upstream", "127.0.0.1:50051", "address of the gRPC service")
	flags.StringVar(&ca, "upstream-ca", "", "PEM file of the authorities to trust; with it TLS is spoken to the service")
	flags.DurationVar(&gateway.Deadline, "deadline", gatewaysvc.DefaultDeadline, "how long a request may take; callers may ask for less")
	return c
}

// isAddress reports whether there are a host and a port that can be connected to.
func isAddress(address string) bool {
	host, port, err := net.SplitHostPort(address)
	n, bad := strconv.ParseUint(port, 10, 16)
	return err == nil && bad == nil && host != "" && n > 0
}
