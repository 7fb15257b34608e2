package restsvc

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/serving"
)

// Config says what a Server needs.
type Config = serving.Config

// Server is the REST service, over HTTP/1.1.
type Server struct {
	http    *http.Server
	metrics *metrics.Service
}

// New returns a server that is not listening yet.
func New(c Config) *Server {
	s := &http.Server{
		Handler:           router(c),
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		TLSConfig:         c.TLS,
		ErrorLog:          slog.NewLogLogger(c.Log.Handler(), slog.LevelWarn),
		Protocols:         new(http.Protocols),
	}
	s.Protocols.SetHTTP1(true)
	return &Server{s, c.Metrics}
}

func router(c Config) *gin.Engine {
	gin.SetMode(gin.ReleaseMode) // the library keeps its mode for the whole process
	engine := gin.New()
	engine.HandleMethodNotAllowed = true
	engine.RedirectTrailingSlash = false // a redirect would pass the observer by
	h, o := handlers{c.Catalog}, observer{c.Metrics, c.Log}
	get := func(path, operation string, handler gin.HandlerFunc) {
		engine.Match([]string{http.MethodGet, http.MethodHead}, path, o.as(operation), handler)
	}
	get("/v1/books/:id", "GetBook", h.getBook)
	get("/v1/recommendations", "Recommend", h.recommend)
	get("/v1/books/:id/rating-history", "RatingHistory", h.ratingHistory)
	// An empty answer, as gRPC's health service gives: alive, and the least that a request
	// over this transport can cost.
	get("/healthz", metrics.OtherOperation, func(c *gin.Context) { c.Status(http.StatusOK) })
	engine.NoRoute(o.as(metrics.OtherOperation), func(c *gin.Context) {
		writeProblem(c, problem{Status: http.StatusNotFound, Code: "NOT_FOUND", Detail: fmt.Sprintf("no such path: %.100q", c.Request.URL.Path)})
	})
	engine.NoMethod(o.as(metrics.OtherOperation), func(c *gin.Context) {
		writeProblem(c, problem{Status: http.StatusMethodNotAllowed, Code: "UNIMPLEMENTED", Detail: fmt.Sprintf("%.20q is not answered here; use %s", c.Request.Method, c.Writer.Header().Get("Allow"))})
	})
	return engine
}

// Serve answers on l until Shutdown; it then returns nil. It owns l.
func (s *Server) Serve(l net.Listener) error {
	l = s.metrics.Listen(l)
	serve := s.http.Serve
	if s.http.TLSConfig != nil {
		serve = func(l net.Listener) error { return s.http.ServeTLS(l, "", "") }
	}
	if err := serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// Shutdown lets the requests under way end and cuts them off when ctx is done.
func (s *Server) Shutdown(ctx context.Context) error {
	if err := s.http.Shutdown(ctx); err != nil {
		return errors.Join(err, s.http.Close())
	}
	return nil
}
