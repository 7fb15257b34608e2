package restsvc

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/wiretax/wiretax/metrics"
)

// Route is a path, for GET and HEAD, of something else than the catalog.
type Route struct {
	Path string
	// Operation is what its requests count as, one of [metrics.Operations] or
	// [metrics.OtherOperation]. Only the former cost Config.Work.
	Operation string
	// Answer returns what the answer's JSON is made of. Its error is answered as the
	// [Problem] that it is; what is not foreseen is a 500. Called concurrently.
	Answer func(*gin.Context) (any, error)
}

// NewOf returns a server of these routes that is not listening yet. It serves them as New's
// serves the catalog: the same limits, deadlines, problems, counts, logs, and the same end.
// Config.Catalog and Config.ETag are of no use to it.
func NewOf(c Config, routes ...Route) *Server {
	s := newService(c)
	engine := s.engine()
	for _, r := range routes {
		h := func(c *gin.Context) (int, error) {
			answer, err := r.Answer(c)
			if err != nil {
				return 0, err
			}
			s.beforeAnswer(c)
			c.JSON(http.StatusOK, answer)
			return 0, nil
		}
		if r.Operation == metrics.OtherOperation {
			engine.Match(getMethods, r.Path, s.other(h))
		} else {
			engine.Match(getMethods, r.Path, s.operation(r.Operation, h))
		}
	}
	return newServer(c, s, engine)
}
