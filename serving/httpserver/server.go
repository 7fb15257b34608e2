package httpserver

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/serving"
)

// Server is a REST service, over HTTP/1.1 and HTTP/2. It is safe for concurrent use once it
// has its routes; the zero Server is not usable, see [New].
type Server struct {
	http       *http.Server
	engine     *gin.Engine
	newcomers  newcomers
	drainDelay time.Duration
	ledger     serving.Ledger

	metrics *metrics.Service
	log     *slog.Logger
	work    catalog.Work
	etag    bool
	tuned   bool          // JSON goes out as a whole and without HTML escapes
	age     time.Duration // of connections; 0: any

	logEvery uint64
	requests atomic.Uint64 // that could be logged

	// patience is how long a client may read nothing of an answer, and silence how long it may
	// send nothing of a body that it has begun.
	patience, silence time.Duration

	draining atomic.Bool
	arrivals arrivals
	sockets  sockets
	gzip     gzipPool
}

// patience is not a setting: a minute is more than any network needs.
const patience = time.Minute

// New returns a server of /healthz, and of the routes that are added to it. It needs no
// Config.Catalog, and is not listening yet.
func New(c serving.Config) *Server {
	s := &Server{
		drainDelay: c.DrainDelay,
		metrics:    c.Metrics, log: c.Log,
		work: c.Work, etag: c.ETag, tuned: c.Profile == serving.Tuned, age: c.ConnectionAge,
		logEvery: uint64(max(0, c.LogEvery)),
		patience: patience, silence: serving.IdleTimeout,
		arrivals: arrivals{none: make(chan struct{}, 1)},
		sockets:  newSockets(),
	}
	s.engine = s.newEngine()
	s.Get("/healthz", metrics.OtherOperation, health)
	h := &http.Server{
		Handler:           s.engine,
		MaxHeaderBytes:    serving.MaxHeaderBytes,
		ReadHeaderTimeout: serving.HeaderTimeout,
		IdleTimeout:       serving.IdleTimeout,
		// For answers in one piece. Streams and uploads set deadlines of their own.
		WriteTimeout: s.patience,
		ErrorLog:     slog.NewLogLogger(c.Log.Handler(), slog.LevelWarn),
		Protocols:    new(http.Protocols),
		HTTP2:        http2Config(c.Profile, s.patience),
	}
	h.Protocols.SetHTTP1(true)
	if c.TLS != nil {
		h.TLSConfig = c.TLS.Clone() // net/http adds HTTP/2 to it
		h.Protocols.SetHTTP2(true)
	} else {
		h.Protocols.SetUnencryptedHTTP2(true)
	}
	if s.age > 0 {
		h.ConnContext = aging(s.age)
	}
	h.ConnState = func(c net.Conn, state http.ConnState) {
		s.newcomers.watch(c, state)
		if s.draining.Load() {
			s.arrivals.watch(c, state)
		}
	}
	s.http = h
	s.ledger = append(s.settings(), serving.WorkRow(c.Work))
	return s
}

// http2Config are the settings of HTTP/2. HTTP/1.1 has no windows, and net/http does not let its
// buffers be chosen.
func http2Config(p serving.Profile, patience time.Duration) *http.HTTP2Config {
	w := p.Windows()
	return &http.HTTP2Config{
		MaxConcurrentStreams:          serving.MaxStreams,
		SendPingTimeout:               serving.KeepaliveTime,
		PingTimeout:                   serving.KeepaliveTimeout,
		WriteByteTimeout:              patience,
		MaxReadFrameSize:              w.Frame,
		MaxReceiveBufferPerConnection: w.Connection,
		MaxReceiveBufferPerStream:     w.Stream,
	}
}

// Serve answers on l until Shutdown; it then returns nil. It owns l.
func (s *Server) Serve(l net.Listener) error {
	defer l.Close() // if Shutdown was called before
	if tcp, ok := l.(*net.TCPListener); ok {
		queued := newBacklog(tcp)
		s.arrivals.listener.Store(queued)
		l = queued
	}
	l = s.metrics.Listen(l)
	serve := s.http.Serve
	if s.http.TLSConfig != nil {
		serve = func(l net.Listener) error { return s.http.ServeTLS(l, "", "") }
	}
	err := serve(l)
	if errors.Is(err, http.ErrServerClosed) || errors.Is(err, net.ErrClosed) && s.draining.Load() {
		return nil
	}
	return err
}

// ServeHTTP answers a request that came by other means than Serve: a test's.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.engine.ServeHTTP(w, r) }

// Serving reports whether new requests are welcome. It is false once Shutdown has begun.
func (s *Server) Serving() bool { return !s.draining.Load() }

// Shutdown stops the server. At once Serving is false, and answers ask clients to close their
// connections. After Config.DrainDelay the server accepts no more connections, and waits for
// the requests in progress and for every WebSocket to answer its last message. When ctx is
// done it cuts off what is left, and returns an error.
func (s *Server) Shutdown(ctx context.Context) error {
	if !s.draining.Swap(true) {
		wait(ctx, s.drainDelay)
		s.arrivals.await(ctx.Done())
	}
	mute := time.AfterFunc(newcomerGrace, s.newcomers.cut)
	defer mute.Stop()
	// http.Server does not know the connections of WebSockets any more.
	ended := s.sockets.end()
	err := s.http.Shutdown(ctx)
	if err == nil {
		err = await(ctx, ended)
	}
	if err != nil {
		s.sockets.cut()
		return errors.Join(err, s.http.Close())
	}
	return nil
}

// await waits for done or for ctx; if both are done it returns nil.
func await(ctx context.Context, done <-chan struct{}) error {
	select {
	case <-done:
		return nil
	default:
	}
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func wait(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
