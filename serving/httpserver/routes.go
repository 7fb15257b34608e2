package httpserver

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/wiretax/wiretax/metrics"
)

// newEngine has what every server answers.
func (s *Server) newEngine() *gin.Engine {
	gin.SetMode(gin.ReleaseMode) // the library keeps its mode for the whole process
	engine := gin.New()
	engine.HandleMethodNotAllowed = true
	engine.RedirectTrailingSlash = false // a redirect would be counted nowhere
	engine.NoRoute(s.observe(metrics.OtherOperation, noRoute))
	engine.NoMethod(s.observe(metrics.OtherOperation, noMethod))
	return engine
}

// Handle answers a method of a path, and counts it as the operation, one of
// [metrics.Operations] or [metrics.OtherOperation]; only the former cost Config.Work. Routes
// are added before Serve is called. H is called concurrently.
func (s *Server) Handle(method, path, operation string, h Handler) {
	s.engine.Handle(method, path, s.observe(operation, h))
}

// Get is Handle for GET and HEAD.
func (s *Server) Get(path, operation string, h Handler) {
	s.engine.Match([]string{http.MethodGet, http.MethodHead}, path, s.observe(operation, h))
}

// GetJSON is Get of what ask returns, in JSON whatever the client accepts. An error that is a
// [Problem], of the catalog or of a link is answered as the problem that it is, any other as a
// 500.
func (s *Server) GetJSON(path, operation string, ask func(Exchange) (any, error)) {
	s.Get(path, operation, Whole(jsonOnly, ask))
}

// jsonOnly encodes what is as JSON would have it already.
var jsonOnly = Encodings[any]{JSON: func(answer any) any { return answer }}

// Routes are the methods and paths that are answered.
func (s *Server) Routes() gin.RoutesInfo { return s.engine.Routes() }

// health gives an empty answer, as gRPC's health service does: alive, and the least that a
// request over this transport can cost.
func health(x Exchange) (int, error) {
	x.beforeAnswer()
	x.Status(http.StatusOK)
	return 0, nil
}

func noRoute(x Exchange) (int, error) {
	return 0, Problemf(http.StatusNotFound, CodeNotFound, "no such path: %.100q", x.Request.URL.Path)
}

func noMethod(x Exchange) (int, error) {
	return 0, Problemf(http.StatusMethodNotAllowed, CodeUnimplemented, "%.20q is not answered here; use %s",
		x.Request.Method, x.Writer.Header().Get("Allow"))
}
