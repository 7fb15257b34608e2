package restsvc

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// Replace puts h in the place of the routes.
func (s *Server) Replace(h http.Handler) { s.http.Handler = h }

// Handler is what answers, without a connection.
func (s *Server) Handler() http.Handler { return s.http.Handler }

// OnShutdown calls f in a goroutine of its own when Shutdown stops to take connections.
func (s *Server) OnShutdown(f func()) { s.http.RegisterOnShutdown(f) }

// SetPatience sets how long a client may take nothing, and how long it may send nothing.
func (s *Server) SetPatience(d time.Duration) {
	s.service.patience, s.service.silence = d, d
	s.http.WriteTimeout = d
}

// SetHeaderTimeout sets how long a request may take to say what it wants.
func (s *Server) SetHeaderTimeout(d time.Duration) { s.http.ReadHeaderTimeout = d }

// Routes are those of the engine.
func Routes(c Config) gin.RoutesInfo { return newService(c).routes().Routes() }

// Observe returns h behind what counts it as a request for GetBook.
func Observe(c Config, h func(*gin.Context) error) http.Handler {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.GET("/", newService(c).operation("GetBook", func(c *gin.Context) (int, error) { return 1, h(c) }))
	return engine
}
