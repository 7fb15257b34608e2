package restsvc

import (
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/gin-gonic/gin"

	"github.com/wiretax/wiretax/metrics"
)

// observer counts requests, ends those whose caller has gone, and turns panics into 500.
type observer struct {
	metrics *metrics.Service
	log     *slog.Logger
}

// as returns the middleware that counts requests under the operation's name.
func (o observer) as(operation string) gin.HandlerFunc {
	return func(c *gin.Context) {
		begun := o.metrics.Begin()
		// Two defers, because recovered may panic again.
		defer func() { o.metrics.End(begun, operation, codeOf(c)) }()
		defer func() { o.recovered(recover(), c) }()
		if err := c.Request.Context().Err(); err != nil {
			writeProblem(c, problem{Status: statusClientClosedRequest, Code: "CANCELLED", Detail: err.Error()})
			return
		}
		c.Next()
	}
}

// statusClientClosedRequest is what proxies log for a caller that has gone; nobody is left
// to read it.
const statusClientClosedRequest = 499

func (o observer) recovered(panicked any, c *gin.Context) {
	if panicked == nil {
		return
	}
	if panicked == http.ErrAbortHandler {
		c.Set(codeKey, metrics.UnknownCode)
		panic(panicked) // net/http's own way to cut a connection
	}
	o.log.Error("panic in handler", "path", c.FullPath(), "panic", panicked, "stack", string(debug.Stack()))
	writeProblem(c, problem{
		Status: http.StatusInternalServerError, Code: "INTERNAL",
		Detail: "internal error; the service's log has the details",
	})
}

func codeOf(c *gin.Context) string {
	if code := c.GetString(codeKey); code != "" {
		return code
	}
	return "OK"
}
