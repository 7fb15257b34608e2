package restsvc

import (
	_ "embed"
	"net/http"

	"github.com/gin-gonic/gin"
)

func (s *service) routes() *gin.Engine {
	engine := s.engine()
	get := func(path string, h gin.HandlerFunc) { engine.Match(getMethods, path, h) }
	get("/v1/books", s.operation(listBooks, s.listBooks))
	get("/v1/books/:id", s.operation("GetBook", whole(s, bookEncodings, s.getBook)))
	get("/v1/books/:id/rating-history", s.operation("RatingHistory", whole(s, historyEncodings, s.ratingHistory)))
	get("/v1/recommendations", s.operation("Recommend", whole(s, recommendEncodings, s.recommend)))
	engine.GET("/v1/recommendations/live", s.operation(realtime, s.live))
	engine.POST("/v1/ratings", s.operation(uploadRatings, s.uploadRatings))
	get("/healthz", s.other(s.health))
	get("/openapi.yaml", s.other(s.openAPI))
	return engine
}

// getMethods are those of a path that only answers.
var getMethods = []string{http.MethodGet, http.MethodHead}

// engine has no routes yet; it says so of every path.
func (s *service) engine() *gin.Engine {
	gin.SetMode(gin.ReleaseMode) // the library keeps its mode for the whole process
	engine := gin.New()
	engine.HandleMethodNotAllowed = true
	engine.RedirectTrailingSlash = false // a redirect would be counted nowhere
	engine.NoRoute(s.other(noRoute))
	engine.NoMethod(s.other(noMethod))
	return engine
}

// health gives an empty answer, as gRPC's health service does: alive, and the least that a
// request over this transport can cost.
func (s *service) health(c *gin.Context) (int, error) {
	s.beforeAnswer(c)
	c.Status(http.StatusOK)
	return 0, nil
}

// description is the service's contract in OpenAPI.
//
//go:embed openapi.yaml
var description []byte

func (s *service) openAPI(c *gin.Context) (int, error) {
	s.beforeAnswer(c)
	c.Data(http.StatusOK, "application/yaml", description)
	return 0, nil
}

func noRoute(c *gin.Context) (int, error) {
	return 0, problemf(http.StatusNotFound, codeNotFound, "no such path: %.100q", c.Request.URL.Path)
}

func noMethod(c *gin.Context) (int, error) {
	return 0, problemf(http.StatusMethodNotAllowed, codeUnimplemented, "%.20q is not answered here; use %s",
		c.Request.Method, c.Writer.Header().Get("Allow"))
}
