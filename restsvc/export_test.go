package restsvc

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// Replace puts h in the place of the routes.
func (s *Server) Replace(h http.Handler) { s.http.Handler = h }

// OnShutdown calls f in a goroutine of its own when Shutdown begins.
func (s *Server) OnShutdown(f func()) { s.http.RegisterOnShutdown(f) }

// Observe returns h behind the middleware that counts it as a request for GetBook.
func Observe(c Config, h gin.HandlerFunc) http.Handler {
	engine := gin.New()
	engine.GET("/", observer{c.Metrics, c.Log}.as("GetBook"), h)
	return engine
}
