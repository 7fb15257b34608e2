package httpserver

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/wiretax/wiretax/metrics"
)

// newEngine returns an engine that refuses every path.
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

// GetJSON answers GET and HEAD with what ask returns, in JSON whatever the client accepts. A
// [Problem], an error of the catalog and one of an upstream are answered as problems of their
// own, any other error as a 500.
func (s *Server) GetJSON(path, operation string, ask func(Exchange) (any, error)) {
	s.Get(path, operation, Whole(jsonOnly, ask))
}

// jsonOnly encodes a value as it is.
var jsonOnly = Encodings[any]{JSON: func(answer any) any { return answer }}

// Routes are the methods and paths that are answered.
func (s *Server) Routes() gin.RoutesInfo { return s.engine.Routes() }

// health gives an empty answer: the server is alive. It is the empty request, which costs the
// least that a request can.
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
