// Package serving holds the settings and limits that all services share, because a fair
// comparison needs them to be equal, and the ledger in which a service says what it does.
package serving

import (
	"crypto/tls"
	"log/slog"
	"time"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/metrics"
)

// Config is what a service needs. Catalog, Metrics and Log are required; the zero value of
// everything else is a default.
type Config struct {
	Catalog *catalog.Catalog
	Metrics *metrics.Service
	Log     *slog.Logger
	// TLS is nil for plaintext. The service clones it, and adds the protocols that it
	// speaks.
	TLS *tls.Config
	// Work is what every request costs beside its answer; a stream pays once, before its
	// first item. Zero: nothing.
	Work catalog.Work
	// Profile says which options the libraries have.
	Profile Profile
	// LogEvery logs one request in so many. 0: none, but errors of the service itself.
	LogEvery int
	// ConnectionAge is how old a connection may become, give or take a tenth; the
	// requests that it then carries have ConnectionGrace to end. 0: for ever.
	ConnectionAge time.Duration
	// DrainDelay is how long Shutdown goes on serving after it has set health to not
	// serving, so that load balancers notice. 0: not at all.
	DrainDelay time.Duration
	// ETag adds entity tags to REST's answers, and answers 304 where they match. gRPC has
	// no counterpart, so it is off in measured runs.
	ETag bool
}

// The limits of both services.
const (
	// MaxMessageBytes is the largest request, or the largest item of an upload.
	MaxMessageBytes = 4 << 20
	// MaxHeaderBytes is the largest set of headers.
	MaxHeaderBytes = 64 << 10
	// MaxStreams is how many requests one connection of HTTP/2 carries at a time.
	MaxStreams = 1000
	// HeaderTimeout is how long a new connection may take to shake hands, and a request over
	// HTTP/1.1 to send its headers.
	HeaderTimeout = 10 * time.Second
	// IdleTimeout is how long a connection may stay without a request.
	IdleTimeout = 5 * time.Minute
	// ConnectionGrace is how long the streams of a connection that is too old may go on.
	ConnectionGrace = 30 * time.Second
	// KeepaliveTime is how long HTTP/2 waits for a sign of life before it asks for one,
	// and KeepaliveTimeout how long it then waits.
	KeepaliveTime    = 2 * time.Minute
	KeepaliveTimeout = 20 * time.Second
	// KeepaliveMinTime is how often a client may ask for a sign of life.
	KeepaliveMinTime = 10 * time.Second
)
