package restsvc

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/wiretax/wiretax/serving"
)

// Config says what a Server needs.
type Config = serving.Config

// Server is a REST service, over HTTP/1.1 and HTTP/2.
type Server struct {
	http       *http.Server
	service    *service
	newcomers  newcomers
	drainDelay time.Duration
}

// New returns a server of the catalog that is not listening yet.
func New(c Config) *Server { return serverOf(c, (*service).routes) }

// NewOf returns a server of what add adds, beside /healthz. It serves that as New's serves the
// catalog: the same limits, deadlines, problems, counts, logs and costs, and the same end. It
// needs no Config.Catalog, and is not listening yet.
func NewOf(c Config, add func(*Router)) *Server {
	return serverOf(c, func(s *service) *gin.Engine {
		r := &Router{s, s.engine()}
		add(r)
		return r.engine
	})
}

func serverOf(c Config, routes func(*service) *gin.Engine) *Server {
	s := newService(c)
	h := &http.Server{
		Handler:           routes(s),
		MaxHeaderBytes:    serving.MaxHeaderBytes,
		ReadHeaderTimeout: serving.HeaderTimeout,
		IdleTimeout:       serving.IdleTimeout,
		// For answers in one piece, and until a stream or an upload sets its own.
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
	if s.aging {
		h.ConnContext = aging(c.ConnectionAge)
	}
	server := &Server{http: h, service: s, drainDelay: c.DrainDelay}
	h.ConnState = func(c net.Conn, state http.ConnState) {
		server.newcomers.watch(c, state)
		s.watch(c, state)
	}
	return server
}

// http2Config is what HTTP/2 is set to. HTTP/1.1 has no windows, and net/http leaves its
// buffers no choice.
func http2Config(p serving.Profile, patience time.Duration) *http.HTTP2Config {
	h := &http.HTTP2Config{
		MaxConcurrentStreams: serving.MaxStreams,
		SendPingTimeout:      serving.KeepaliveTime,
		PingTimeout:          serving.KeepaliveTimeout,
		WriteByteTimeout:     patience,
	}
	if p == serving.Matched {
		h.MaxReadFrameSize = serving.MatchedFrame
		h.MaxReceiveBufferPerConnection = serving.MatchedConnectionWindow
		h.MaxReceiveBufferPerStream = serving.MatchedStreamWindow
	}
	return h
}

// Serve answers on l until Shutdown; it then returns nil. It owns l.
func (s *Server) Serve(l net.Listener) error {
	defer l.Close() // where Shutdown came first
	if tcp, ok := l.(*net.TCPListener); ok {
		queued := newBacklog(tcp)
		s.service.arrivals.listener.Store(queued)
		l = queued
	}
	l = s.service.metrics.Listen(l)
	serve := s.http.Serve
	if s.http.TLSConfig != nil {
		serve = func(l net.Listener) error { return s.http.ServeTLS(l, "", "") }
	}
	err := serve(l)
	if errors.Is(err, http.ErrServerClosed) || errors.Is(err, net.ErrClosed) && s.service.draining.Load() {
		return nil
	}
	return err
}

// Serving reports whether new requests are welcome: until Shutdown begins.
func (s *Server) Serving() bool { return !s.service.draining.Load() }

// Shutdown stops the service: Serving turns false, and answers ask the client to leave their
// connection. After Config.DrainDelay no connection is taken any more; the requests under
// way end, and so do WebSockets once the action that came last is answered. When ctx is done
// everything is cut off.
func (s *Server) Shutdown(ctx context.Context) error {
	if !s.service.draining.Swap(true) {
		wait(ctx, s.drainDelay)
		s.service.arrivals.await(ctx.Done())
	}
	mute := time.AfterFunc(newcomerGrace, s.newcomers.cut)
	defer mute.Stop()
	// http.Server does not know the connections of WebSockets any more.
	ended := s.service.streams.end()
	err := s.http.Shutdown(ctx)
	if err == nil {
		err = await(ctx, ended)
	}
	if err != nil {
		s.service.streams.cut()
		return errors.Join(err, s.http.Close())
	}
	return nil
}

// await waits for done; ctx only counts where it is not.
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
