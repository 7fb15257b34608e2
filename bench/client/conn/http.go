package conn

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
)

// HTTP is a number of net/http's connections to one server, each opened without a request.
// It uses [http.ClientConn] rather than [http.Client]: connections can so be opened
// beforehand, it is known which one a request takes and how long it waited for it, and
// nothing asks again behind our back where a connection broke under a request. The client's
// own share, of redirects, cookies and a pool of any hosts, is left out.
type HTTP struct {
	Dialer
	settings  Settings
	http2     bool
	transport *http.Transport
	lanes     []lane
	choose    chooser
	retries   atomic.Int64
	codings
	zips
}

func NewHTTP(ctx context.Context, address string, connections int, settings Settings, http2 bool) (*HTTP, error) {
	w := &HTTP{Dialer: Dialer{Address: address}, settings: settings, http2: http2}
	w.transport = &http.Transport{
		DialContext:        func(ctx context.Context, _, _ string) (net.Conn, error) { return w.Dial(ctx) },
		DialTLSContext:     func(ctx context.Context, _, _ string) (net.Conn, error) { return w.dialTLS(ctx) },
		Protocols:          new(http.Protocols),
		DisableCompression: true, // or it would ask for gzip unseen, which gRPC does not
	}
	if settings.Matched {
		matchTransport(w.transport)
	}
	w.transport.Protocols.SetHTTP1(!http2)
	w.transport.Protocols.SetHTTP2(http2)
	w.transport.Protocols.SetUnencryptedHTTP2(http2)
	w.lanes = make([]lane, connections)
	if http2 {
		w.choose = shared{newPool(connections)}
	} else {
		w.choose = newSlots(connections)
	}
	err := InParallel(ctx, connections, func(ctx context.Context, i int) error {
		_, _, err := w.lanes[i].get(ctx, w)
		return err
	})
	if err != nil {
		w.Close()
		return nil, Unopened{w.ifStalled(ctx, err, connections, settings.TLS != nil)}
	}
	return w, nil
}

// open opens one connection.
func (w *HTTP) open(ctx context.Context) (*http.ClientConn, error) {
	scheme := "http"
	if w.settings.TLS != nil {
		scheme = "https"
	}
	return w.transport.NewClientConn(ctx, scheme, w.Address)
}

// dialTLS opens a connection up to the end of its handshake.
func (w *HTTP) dialTLS(ctx context.Context) (net.Conn, error) {
	plain, err := w.Dial(ctx)
	if err != nil {
		return nil, err
	}
	config := w.settings.TLS.Clone()
	if config.ServerName == "" {
		config.ServerName, _, _ = net.SplitHostPort(w.Address)
	}
	want := "http/1.1"
	if w.http2 {
		want = "h2"
	}
	config.NextProtos = []string{want}
	conn := tls.Client(plain, config)
	err = conn.HandshakeContext(ctx)
	got := conn.ConnectionState().NegotiatedProtocol
	if w.http2 && ((err == nil && got != want) || OffersNoHTTP2(err)) {
		err = ErrNoHTTP2
	}
	if err != nil {
		plain.Close()
		return nil, handshakeError{err}
	}
	return conn, nil
}

// Retries counts the attempts beyond one a request: over HTTP/2 of requests that the server
// says it has not processed, over HTTP/1.1 of those that came as the server closed an idle
// connection.
func (w *HTTP) Retries() int64 { return w.retries.Load() }

// Close has no error.
func (w *HTTP) Close() error {
	for i := range w.lanes {
		w.lanes[i].drop(nil)
	}
	w.closeAll() // those that were dropped, and still had streams
	return nil
}

// mostDials bounds how many connections are opened at a time.
const mostDials = 64

// InParallel does what is to be done for each number below n and returns the first error,
// which ends the rest.
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
