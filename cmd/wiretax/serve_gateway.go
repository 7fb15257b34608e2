package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
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
			return badInput{fmt.Errorf("--upstream %q is no address; use host:port, such as 127.0.0.1:50051", gateway.Upstream)}
		}
		if gateway.Deadline <= 0 {
			return badInput{fmt.Errorf("--deadline %v is no time above 0; use one such as 2s", gateway.Deadline)}
		}
		if gateway.UpstreamTLS, err = trusting(ca); err != nil {
			return badInput{fmt.Errorf("--upstream-ca %s: %w; use a PEM file of certificates", ca, err)}
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
	flags.DurationVar(&gateway.Deadline, "deadline", gatewaysvc.DefaultDeadline, "what a request may take; callers may ask for less")
	return c
}

// isAddress reports whether there are a host and a port that can be connected to.
func isAddress(address string) bool {
	host, port, err := net.SplitHostPort(address)
	n, bad := strconv.ParseUint(port, 10, 16)
	return err == nil && bad == nil && host != "" && n > 0
}

// trusting is TLS with the authorities of a file, or nil where there is none.
func trusting(file string) (*tls.Config, error) {
	if file == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, errors.New("it holds no certificate")
	}
	return &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}, nil
}
