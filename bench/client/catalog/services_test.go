package catalog_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log/slog"
	"net"
	"net/http/httptest"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/grpcsvc"
	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/restsvc"
	"github.com/wiretax/wiretax/serving"
)

// setting is what clients and services are set to.
type setting struct {
	name   string
	client conn.Settings
	// server is the service's certificate.
	server *tls.Config
	// by names the client, if it is not the native one.
	by string
}

// allSettings returns the settings one by one, and all together.
func allSettings(t *testing.T) []setting {
	t.Helper()
	server, client := certificate(t)
	return []setting{
		{name: "plain"},
		{name: "TLS", client: conn.Settings{TLS: client}, server: server},
		{name: "gzip", client: conn.Settings{Gzip: true}},
		{name: "tuned", client: conn.Settings{Profile: serving.Tuned}},
		{name: "all", client: conn.Settings{TLS: client, Gzip: true, Profile: serving.Tuned}, server: server},
	}
}

// certificate returns a service's, and what makes a client trust it.
func certificate(t *testing.T) (server, client *tls.Config) {
	t.Helper()
	s := httptest.NewTLSServer(nil)
	defer s.Close()
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	return &tls.Config{Certificates: s.TLS.Certificates, MinVersion: tls.VersionTLS13}, &tls.Config{RootCAs: roots}
}

type server interface {
	Serve(net.Listener) error
	Shutdown(context.Context) error
}

// serve serves the books over the stack and returns its address and what stops it at once.
func serve(t *testing.T, stack string, books *catalog.Catalog) (address string, stop func()) {
	t.Helper()
	return serveAs(t, stack, books, setting{})
}

func serveAs(t *testing.T, stack string, books *catalog.Catalog, as setting) (address string, stop func()) {
	t.Helper()
	c := serving.Config{
		Catalog: books, Metrics: metrics.NewService(prometheus.NewRegistry(), stack),
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), TLS: as.server, Profile: as.client.Profile,
	}
	if contract.StackNamed(stack).Service == "grpc" {
		return listenAs(t, stack, grpcsvc.New(c))
	}
	return listenAs(t, stack, restsvc.New(c))
}

// listen serves until the test ends and returns the address.
func listen(t *testing.T, s server) (address string) {
	t.Helper()
	address, _ = listenAs(t, "server", s)
	return address
}

func listenAs(t *testing.T, stack string, s server) (address string, stop func()) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		now, cancel := context.WithCancel(context.Background())
		cancel()
		s.Shutdown(now)
		if err := <-done; err != nil {
			t.Errorf("%s: Serve() = %v", stack, err)
		}
	}
	t.Cleanup(stop)
	return l.Addr().String(), stop
}

// each runs a test over all stacks under all settings, by every client that has them.
func each(t *testing.T, test func(t *testing.T, stack string, as setting)) {
	t.Helper()
	for _, as := range allSettings(t) {
		for _, stack := range stacks {
			for _, as.by = range contract.Clients() {
				if as.by == contract.LeanClient && as.client.Gzip {
					continue
				}
				t.Run(as.name+"/"+stack+"/"+as.by, func(t *testing.T) { test(t, stack, as) })
			}
		}
	}
}
