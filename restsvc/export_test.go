package restsvc

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// Replace puts h in the place of the routes.
func (s *Server) Replace(h http.Handler) { s.http.Handler = h }

// Handler is what answers, without a connection.
func (s *Server) Handler() http.Handler { return s.http.Handler }

// OnShutdown calls f in a goroutine of its own when Shutdown stops to take connections.
func (s *Server) OnShutdown(f func()) { s.http.RegisterOnShutdown(f) }

// Routes are those of the engine.
func Routes(c Config) gin.RoutesInfo { return newService(c).routes().Routes() }

// Observe returns h behind what counts it as a request for GetBook.
func Observe(c Config, h func(*gin.Context) error) http.Handler {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.GET("/", newService(c).operation("GetBook", func(c *gin.Context) (int, error) { return 1, h(c) }))
	return engine
}
