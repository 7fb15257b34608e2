package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/grpcsvc"
	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/restsvc"
	"github.com/wiretax/wiretax/serving"
)

// drainTime is how long a service that was told to stop waits for requests in flight.
const drainTime = 10 * time.Second

// service is what every kind of service has.
type service interface {
	Serve(net.Listener) error
	Shutdown(context.Context) error
	Ledger() serving.Ledger
}

// serveConfig are the values of serve's flags, and the settings that are passed to the service
// unchanged.
type serveConfig struct {
	name          string // in logs and in what it prints
	stack         string // in metrics
	listen, admin string
	// listenFlag and adminFlag set these, as errors name them.
	listenFlag, adminFlag string
	catalog               string
	tlsCert, tlsKey       string
	profile, work         string
	service               serving.Config
}

func serveCommand() *cobra.Command {
	const services = "all, grpc, rest, order, product, inventory or gateway"
	c := &cobra.Command{Use: "serve", Short: "Serve the catalog, a service of the shop, or a gateway", Args: argsBetween(1, 1, services), RunE: func(c *cobra.Command, args []string) error {
		return badInput{fmt.Errorf("serve knows no service %q%s; use %s", args[0], didYouMean(args[0], "", commandNames(c)), services)}
	}}
	c.AddCommand(
		catalogCommand(overGRPC),
		catalogCommand(overREST),
		gatewayCommand(),
		allCommand(),
	)
	for _, s := range shopServices {
		c.AddCommand(shopCommand(s))
	}
	return c
}

// catalogService serves the catalog over a stack, by default at these addresses.
type catalogService struct {
	stack, listen, admin string
	build                func(serving.Config) service
}

var (
	overGRPC = catalogService{contract.GRPC, "127.0.0.1:50051", "127.0.0.1:9101", func(c serving.Config) service { return grpcsvc.New(c) }}
	overREST = catalogService{contract.REST, "127.0.0.1:8080", "127.0.0.1:9102", func(c serving.Config) service { return restsvc.New(c) }}
)

// open returns the function with which serve makes the service.
func (s catalogService) open(config *serveConfig) func(*serving.Config) (service, error) {
	return config.overCatalog(func(c serving.Config) (service, error) { return s.build(c), nil })
}

func catalogCommand(s catalogService) *cobra.Command {
	c, config := serviceCommand(s.stack, "the catalog over "+s.stack, s.listen, s.admin)
	c.RunE = func(c *cobra.Command, _ []string) error {
		return serve(c, config, s.open(config))
	}
	flags := c.Flags()
	config.catalogFlags(flags)
	config.wireFlags(flags)
	if s.stack == contract.REST {
		flags.BoolVar(&config.service.ETag, "etag", false, "add entity tags, and answer 304 if they match")
	}
	return c
}

// serviceCommand returns a command that serves, with the flags that all such commands have. The
// config has their values when the command runs.
func serviceCommand(name, what, listen, admin string) (*cobra.Command, *serveConfig) {
	config := &serveConfig{name: name, stack: name, listenFlag: "--listen", adminFlag: "--admin"}
	c := &cobra.Command{
		Use:   name,
		Short: "Serve " + what,
		Long: "Serve " + what + " until SIGTERM or Ctrl-C, then let requests in flight end.\n" +
			"When it is ready it prints one line of JSON with its addresses; logs go to stderr.",
		Args: argsBetween(0, 0, "no arguments"),
	}
	flags := c.Flags()
	flags.StringVar(&config.listen, "listen", listen, "address to serve on; port 0 takes a free one")
	flags.StringVar(&config.admin, "admin", admin, "address of health, readiness, metrics and profiles")
	config.lifeFlags(flags)
	return c, config
}

// lifeFlags adds the flags that every service has besides its addresses.
func (config *serveConfig) lifeFlags(flags *pflag.FlagSet) {
	flags.IntVar(&config.service.LogEvery, "log-every", 0, "log one request in this many (default: none)")
	flags.DurationVar(&config.service.ConnectionAge, "connection-age", 0, "close connections at this age, give or take a tenth, without losing a request (default: never)")
	flags.DurationVar(&config.service.DrainDelay, "drain-delay", 0, "when told to stop, go on serving for this long with readiness off, so that load balancers notice")
}

// catalogFlags adds the flags of services that have the books and can do work.
func (c *serveConfig) catalogFlags(flags *pflag.FlagSet) {
	flags.StringVar(&c.catalog, "catalog", "", "file of books, .csv in the goodbooks layout or .jsonl (default: the embedded catalog)")
	flags.StringVar(&c.work, "work", "", "work for every request besides its answer: cpu=50us, wait=2ms or both with a comma between")
}

// wireFlags adds the flags of services whose connections can be encrypted and tuned.
func (c *serveConfig) wireFlags(flags *pflag.FlagSet) {
	flags.StringVar(&c.tlsCert, "tls-cert", "", "certificate file in PEM; with --tls-key the service speaks TLS only")
	flags.StringVar(&c.tlsKey, "tls-key", "", "file of the certificate's private key in PEM")
	flags.StringVar(&c.profile, "profile", string(serving.Default), "options of the library: default, its own, or tuned, what a careful operator sets")
}

// overCatalog opens the catalog and passes it to build.
func (c *serveConfig) overCatalog(build func(serving.Config) (service, error)) func(*serving.Config) (service, error) {
	return func(settings *serving.Config) (svc service, err error) {
		if settings.Catalog, err = openCatalog(c.catalog, func(w string) { settings.Log.Warn(w) }); err != nil {
			return nil, err
		}
		return build(*settings)
	}
}

// serve makes the service with open, which may add a catalog to the settings, and serves.
func serve(c *cobra.Command, config *serveConfig, open func(*serving.Config) (service, error)) error {
	settings, err := config.settings()
	if err != nil {
		return err
	}
	at, err := config.open(c.Context())
	if err != nil {
		return err
	}
	return at.serve(c.Context(), c, config, settings, open)
}

// listeners are the listeners of a service.
type listeners struct{ main, admin net.Listener }

// open listens at the addresses of the service.
func (c *serveConfig) open(ctx context.Context) (l listeners, err error) {
	if l.main, err = listen(ctx, c.listenFlag, c.listen); err != nil {
		return l, err
	}
	if l.admin, err = listen(ctx, c.adminFlag, c.admin); err != nil {
		l.main.Close()
	}
	return l, err
}

func (l listeners) close() {
	l.main.Close()
	l.admin.Close()
}

// serve serves until the context of the command is done.
func (l listeners) serve(ctx context.Context, c *cobra.Command, config *serveConfig, settings serving.Config, open func(*serving.Config) (service, error)) error {
	defer l.close()
	reg := processRegistry()
	adm := newAdmin(reg)
	adm.serve(l.admin)
	defer adm.close()

	log := slog.New(slog.NewJSONHandler(c.ErrOrStderr(), nil)).With("service", config.name)
	settings.Metrics, settings.Log = metrics.NewService(reg, config.stack), log
	if warning := contract.ProfileWarning(config.profile); warning != "" {
		log.Warn(warning)
	}
	svc, err := open(&settings)
	if err != nil {
		return fmt.Errorf("serve %s: %w", config.name, err)
	}
	failed := make(chan error, 1)
	go func() { failed <- svc.Serve(l.main) }()
	adm.ready.Store(true)
	at := serving.Ready{Service: config.name, Listen: l.main.Addr().String(), Admin: l.admin.Addr().String(), TLS: settings.TLS != nil}
	at.Ledger = append(svc.Ledger(), serving.ProcessLedger()...)
	if settings.Catalog != nil { // a gateway has none
		at.Books = settings.Catalog.Len()
	}
	line := json.NewEncoder(c.OutOrStdout())
	line.SetEscapeHTML(false) // people read it too
	if err := line.Encode(at); err != nil {
		return fmt.Errorf("announce the service: %w", err)
	}

	select {
	case err := <-failed:
		return fmt.Errorf("serve %s: %w", config.name, err)
	case <-ctx.Done():
	}
	adm.ready.Store(false)
	return drain(svc, log, settings.DrainDelay)
}

// settings checks the flags before anything is opened.
func (c *serveConfig) settings() (serving.Config, error) {
	s := c.service
	var err error
	if s.TLS, err = loadTLS(c.tlsCert, c.tlsKey); err != nil {
		return s, err
	}
	if s.Profile, err = serving.ParseProfile(c.profile); err != nil {
		return s, badInput{fmt.Errorf("--profile: %w", err)}
	}
	if s.Work, err = catalog.ParseWork(c.work); err != nil {
		return s, badInput{fmt.Errorf("--work: %w", err)}
	}
	switch {
	case s.LogEvery < 0:
		return s, badInput{fmt.Errorf("--log-every %d is negative; use 1 to log every request, or 0 for none", s.LogEvery)}
	case s.ConnectionAge < 0:
		return s, badInput{fmt.Errorf("--connection-age %v is negative; use the age at which to close connections, or 0 for never", s.ConnectionAge)}
	case s.DrainDelay < 0:
		return s, badInput{fmt.Errorf("--drain-delay %v is negative; use how long to go on serving, or 0 to stop at once", s.DrainDelay)}
	}
	return s, nil
}

func drain(svc service, log *slog.Logger, delay time.Duration) error {
	log.Info("stopping")
	limit := delay + drainTime
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	if err := svc.Shutdown(ctx); err != nil {
		return fmt.Errorf("stop within %v: %w", limit, err)
	}
	log.Info("stopped")
	return nil
}
