package restsvc

import (
	_ "embed"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/metrics"
)

// routes are those of the catalog.
func (s *service) routes() *gin.Engine {
	engine := s.engine()
	get(engine, "/v1/books", s.operation(listBooks, s.listBooks))
	get(engine, "/v1/books/:id", s.operation(contract.GetBook, whole(s, bookEncodings, s.getBook)))
	get(engine, "/v1/books/:id/rating-history", s.operation(contract.RatingHistory, whole(s, historyEncodings, s.ratingHistory)))
	get(engine, "/v1/recommendations", s.operation(contract.Recommend, whole(s, recommendEncodings, s.recommend)))
	engine.GET("/v1/recommendations/live", s.operation(realtime, s.live))
	engine.POST("/v1/ratings", s.operation(uploadRatings, s.uploadRatings))
	get(engine, "/openapi.yaml", s.other(s.openAPI))
	return engine
}

// engine has what every server answers.
func (s *service) engine() *gin.Engine {
	gin.SetMode(gin.ReleaseMode) // the library keeps its mode for the whole process
	engine := gin.New()
	engine.HandleMethodNotAllowed = true
	engine.RedirectTrailingSlash = false // a redirect would be counted nowhere
	get(engine, "/healthz", s.other(s.health))
	engine.NoRoute(s.other(noRoute))
	engine.NoMethod(s.other(noMethod))
	return engine
}

func get(engine *gin.Engine, path string, h gin.HandlerFunc) {
	engine.Match([]string{http.MethodGet, http.MethodHead}, path, h)
}

// Router adds paths to a server that is being made; see [NewOf].
type Router struct {
	service *service
	engine  *gin.Engine
}

// Get answers GET and HEAD of a path with what ask returns, in JSON whatever they accept, and
// counts them as the operation, one of [metrics.Operations] or [metrics.OtherOperation]; only
// the former cost Config.Work. An error that is a [Problem], of the catalog or of a link is
// answered as the problem that it is, any other as a 500. Ask is called concurrently.
func (r *Router) Get(path, operation string, ask func(*gin.Context) (any, error)) {
	h := whole(r.service, jsonOnly, ask)
	if operation == metrics.OtherOperation {
		get(r.engine, path, r.service.other(h))
		return
	}
	get(r.engine, path, r.service.operation(operation, h))
}

// jsonOnly encodes what is as JSON would have it already.
var jsonOnly = encodings[any]{json: func(answer any) any { return answer }}

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
