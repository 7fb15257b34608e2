package target

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/wiretax/wiretax/bench/load"
)

// web is a number of net/http's connections to one server, each opened without a request.
// It uses [http.ClientConn] rather than [http.Client]: connections can so be opened
// beforehand, it is known which one a request takes and how long it waited for it, and
// nothing asks again behind our back where a connection broke under a request. The client's
// own share, of redirects, cookies and a pool of any hosts, is left out.
type web struct {
	dialer
	settings  webSettings
	transport *http.Transport
	lanes     []lane
	choose    chooser
	retries   atomic.Int64
}

// webSettings say how a web reaches its server.
type webSettings struct {
	// tls is nil for plaintext.
	tls   *tls.Config
	http2 bool
}

func newWeb(ctx context.Context, address string, connections int, settings webSettings, beforeClose func(*net.TCPConn)) (*web, error) {
	w := &web{dialer: dialer{address: address, beforeClose: beforeClose}, settings: settings}
	w.transport = &http.Transport{
		DialContext:        func(ctx context.Context, _, _ string) (net.Conn, error) { return w.dial(ctx) },
		DialTLSContext:     func(ctx context.Context, _, _ string) (net.Conn, error) { return w.dialTLS(ctx) },
		Protocols:          new(http.Protocols),
		DisableCompression: true, // or it would ask for gzip, which gRPC does not
	}
	w.transport.Protocols.SetHTTP1(!settings.http2)
	w.transport.Protocols.SetHTTP2(settings.http2)
	w.transport.Protocols.SetUnencryptedHTTP2(settings.http2)
	w.lanes = make([]lane, connections)
	if settings.http2 {
		w.choose = shared{newPool(connections)}
	} else {
		w.choose = newSlots(connections)
	}
	err := inParallel(ctx, connections, func(ctx context.Context, i int) error {
		_, _, err := w.lanes[i].get(ctx, w)
		return err
	})
	if err != nil {
		w.close()
		return nil, fmt.Errorf("open connections: %w", err)
	}
	return w, nil
}

// ask sends req with a body and reads the answer to its end, into keep where that is not
// nil. The body of req itself is overwritten.
func (w *web) ask(req *http.Request, body []byte, keep *bytes.Buffer) (r reply) {
	ctx := req.Context()
	if err := ctx.Err(); err != nil { // over HTTP/1.1 it would cost the connection
		return reply{failure: load.Timeout, err: err, wait: load.UnknownWait}
	}
	if r.lane, r.wait, r.err = w.choose.take(ctx); r.err == nil {
		w.askOn(ctx, &r, req, body, keep)
		w.choose.give(r.lane)
	}
	if r.err != nil {
		r.failure = failureOf(ctx, r.err)
	}
	return r
}

// askOn asks on the reply's lane.
func (w *web) askOn(ctx context.Context, r *reply, req *http.Request, body []byte, keep *bytes.Buffer) {
	for attempt, sent := 1, 1; ; attempt++ {
		conn, opening, err := w.lanes[r.lane].get(ctx, w)
		if r.wait >= 0 {
			r.wait += opening
		}
		if err != nil {
			r.err = err
			return
		}
		setBody(req, body)
		var begun bool
		begun, r.err = r.exchange(conn, req, keep)
		if r.err == nil || begun || attempt == mostAttempts {
			return
		}
		what := unprocessed(r.err)
		if what == seen || what != unsent && sent == mostSent {
			return
		}
		if what != refused {
			w.lanes[r.lane].drop(conn)
		}
		if what != unsent {
			sent++
			w.retries.Add(1)
		}
	}
}

// setBody gives a request a body that was not read yet. Of these types net/http knows that
// they never block, so that the body leaves in one segment with the headers.
func setBody(req *http.Request, body []byte) {
	if len(body) > 0 {
		req.Body, req.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	}
}

// exchange is one attempt on one connection. It says whether an answer had begun.
func (r *reply) exchange(conn *http.ClientConn, req *http.Request, keep *bytes.Buffer) (begun bool, err error) {
	response, err := conn.RoundTrip(req)
	if err != nil {
		return false, err
	}
	r.status = response.StatusCode
	if r.status == http.StatusSwitchingProtocols {
		// Its body is the connection, which ends with no context.
		return true, response.Body.Close()
	}
	if keep == nil {
		r.length, err = io.Copy(io.Discard, response.Body)
	} else {
		r.length, err = keep.ReadFrom(response.Body)
	}
	response.Body.Close()
	return true, err
}

// open opens one connection.
func (w *web) open(ctx context.Context) (*http.ClientConn, error) {
	scheme := "http"
	if w.settings.tls != nil {
		scheme = "https"
	}
	return w.transport.NewClientConn(ctx, scheme, w.address)
}

// dialTLS opens a connection up to the end of its handshake.
func (w *web) dialTLS(ctx context.Context) (net.Conn, error) {
	plain, err := w.dial(ctx)
	if err != nil {
		return nil, err
	}
	config := w.settings.tls.Clone()
	want := "http/1.1"
	if w.settings.http2 {
		want = "h2"
	}
	config.NextProtos = []string{want}
	conn := tls.Client(plain, config)
	err = conn.HandshakeContext(ctx)
	got := conn.ConnectionState().NegotiatedProtocol
	if w.settings.http2 && ((err == nil && got != want) || noProtocol(err)) {
		err = errors.New("the server does not speak HTTP/2; leave http2 out")
	}
	if err != nil {
		plain.Close()
		if errors.As(err, new(x509.UnknownAuthorityError)) {
			err = fmt.Errorf("%w; name its authority with ca_cert, or trust any with insecure", err)
		}
		return nil, handshakeError{err}
	}
	return conn, nil
}

// noProtocol says whether a server speaks none of the protocols it was offered. The alerts
// of crypto/tls have no type.
func noProtocol(err error) bool {
	return err != nil && strings.Contains(err.Error(), "tls: no application protocol")
}

// Retries implements [Client]. Only HTTP/2 has any, for requests that the server says it
// has not processed.
func (w *web) Retries() int64 { return w.retries.Load() }

func (w *web) close() {
	for i := range w.lanes {
		w.lanes[i].drop(nil)
	}
	w.closeAll() // those that were dropped, and still had streams
}

// mostDials bounds how many connections are opened at a time.
const mostDials = 64

// inParallel does what is to be done for each number below n and returns the first error,
// which ends the rest.
func inParallel(ctx context.Context, n int, do func(context.Context, int) error) (first error) {
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
