package conn

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// HTTP has a fixed number of net/http's connections to one server, each opened without a request.
//
// It uses [http.ClientConn] rather than [http.Client]: so connections can be opened beforehand,
// it is known which one a request takes and how long it waited for it, and nothing repeats a
// request unseen when its connection breaks. It goes without what http.Client adds: redirects,
// cookies and a pool for any host.
type HTTP struct {
	Dialer
	settings    Settings
	http2       bool
	transport   *http.Transport
	connections []connection
	choose      chooser
	retries     atomic.Int64
	CodingCounts
	gzipPool
}

// chooser picks the connection of a request by its number.
type chooser interface {
	// take returns a connection's number and how long the request waited for it.
	take(ctx context.Context) (number int, wait time.Duration, err error)
	give(number int)
	// does says how it picks, for the ledger.
	does() string
}

// NewHTTP opens connections to an address, host:port, of HTTP/2 or HTTP/1.1. The caller closes
// them.
func NewHTTP(ctx context.Context, address string, connections int, settings Settings, http2 bool) (*HTTP, error) {
	h := &HTTP{Dialer: Dialer{Address: address}, settings: settings, http2: http2}
	h.transport = &http.Transport{
		DialContext:        func(ctx context.Context, _, _ string) (net.Conn, error) { return h.Dial(ctx) },
		DialTLSContext:     func(ctx context.Context, _, _ string) (net.Conn, error) { return h.dialTLS(ctx) },
		Protocols:          new(http.Protocols),
		DisableCompression: true, // otherwise it would ask for gzip, which gRPC does not
	}
	settings.setSizes(h.transport)
	h.transport.Protocols.SetHTTP1(!http2)
	h.transport.Protocols.SetHTTP2(http2)
	h.transport.Protocols.SetUnencryptedHTTP2(http2)
	h.connections = make([]connection, connections)
	if http2 {
		h.choose = sharing{newSharedPool(connections)}
	} else {
		h.choose = newExclusivePool(connections)
	}
	err := InParallel(ctx, connections, func(ctx context.Context, i int) error {
		_, _, err := h.connections[i].get(ctx, h)
		return err
	})
	if err != nil {
		h.Close()
		return nil, Unopened{h.ifStalled(ctx, err, connections, settings.TLS != nil)}
	}
	return h, nil
}

// open opens one connection.
func (h *HTTP) open(ctx context.Context) (*http.ClientConn, error) {
	scheme := "http"
	if h.settings.TLS != nil {
		scheme = "https"
	}
	return h.transport.NewClientConn(ctx, scheme, h.Address)
}

// dialTLS opens a connection up to the end of its handshake.
func (h *HTTP) dialTLS(ctx context.Context) (net.Conn, error) {
	plain, err := h.Dial(ctx)
	if err != nil {
		return nil, err
	}
	conn, err := Handshake(ctx, plain, h.Address, h.settings.TLS, h.http2)
	if err != nil {
		plain.Close()
		return nil, err
	}
	return conn, nil
}

// Handshake makes a TLS connection of a plain one to an address, whose host the certificate has to
// be for unless the config says otherwise. Its protocol is HTTP/2 or HTTP/1.1.
func Handshake(ctx context.Context, plain net.Conn, address string, config *tls.Config, http2 bool) (*tls.Conn, error) {
	config = config.Clone()
	if config.ServerName == "" {
		config.ServerName, _, _ = net.SplitHostPort(address)
	}
	want := "http/1.1"
	if http2 {
		want = "h2"
	}
	config.NextProtos = []string{want}
	conn := tls.Client(plain, config)
	err := conn.HandshakeContext(ctx)
	got := conn.ConnectionState().NegotiatedProtocol
	if http2 && ((err == nil && got != want) || OffersNoHTTP2(err)) {
		err = ErrNoHTTP2
	}
	if err != nil {
		return nil, handshakeError{err}
	}
	return conn, nil
}

// Retries counts the attempts beyond one a request: over HTTP/2 of requests that the server
// says it has not processed, over HTTP/1.1 of those that came as the server closed an idle
// connection.
func (h *HTTP) Retries() int64 { return h.retries.Load() }

// Close closes all connections. Its error is always nil.
func (h *HTTP) Close() error {
	for i := range h.connections {
		h.connections[i].drop(nil)
	}
	h.closeAll() // those that were dropped with streams still open
	return nil
}

// mostDials bounds how many connections are opened at a time.
const mostDials = 64

// InParallel calls do for each number below n, at most 64 at a time, and returns the first error,
// which cancels the others.
func InParallel(ctx context.Context, n int, do func(context.Context, int) error) (first error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var (
		running sync.WaitGroup
		once    sync.Once
		free    = make(chan struct{}, mostDials)
	)
	for i := range n {
		free <- struct{}{}
		running.Go(func() {
			defer func() { <-free }()
			if err := do(ctx, i); err != nil {
				once.Do(func() { first = err })
				cancel()
			}
		})
	}
	running.Wait()
	return first
}
