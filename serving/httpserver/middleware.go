package httpserver

import (
	"context"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/metrics"
)

// Handler answers a request and says how many items it received and sent, where the operation
// is one of items. Its error is answered as a problem, or cuts the connection where the answer
// has begun.
type Handler func(c *gin.Context) (items int, err error)

// observes is what observe does around every request, in the words of the ledger.
const observes = "no chain; one function around every handler: metrics, a check that the caller is still there, Request-Timeout, work, recovery"

// observe counts requests and logs a sample of them. It is one function around the handler,
// and not a chain of middleware, because every link of a chain costs all requests.
func (s *Server) observe(operation string, h Handler) gin.HandlerFunc {
	work := s.work
	if operation == metrics.OtherOperation {
		work = catalog.Work{}
	}
	return func(c *gin.Context) {
		begun := s.metrics.Begin()
		items, err := s.run(c, work, h)
		code, whole := CodeOK, true
		if err != nil {
			p := problemOf(err)
			code, whole = p.Code, p != errAborted && s.tell(c, p)
		}
		s.metrics.End(begun, operation, code)
		if s.logEvery > 0 && s.requests.Add(1)%s.logEvery == 0 {
			s.logRequest(c, operation, code, begun, items)
		}
		if !whole {
			panic(http.ErrAbortHandler)
		}
	}
}

// run runs the handler within the time that the request gives, unless its caller has gone.
// A panic is an error.
func (s *Server) run(c *gin.Context, work catalog.Work, h Handler) (items int, err error) {
	defer func() {
		if panicked := recover(); panicked != nil {
			err = s.recovered(panicked, c)
		}
	}()
	if c.Request.ContentLength != 0 {
		s.watchBody(c)
	}
	if timeout := c.Request.Header[RequestTimeout]; len(timeout) > 0 {
		cancel, err := limit(c, timeout[0])
		if err != nil {
			return 0, err
		}
		defer cancel()
	}
	ctx := c.Request.Context()
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	if err := work.Do(ctx); err != nil {
		return 0, err
	}
	return h(c)
}

// RequestTimeout is the header that says how long the client waits for the answer, as Go
// writes durations: it has no standard, and REST has no other word for gRPC's deadline.
const RequestTimeout = "Request-Timeout"

// limit bounds the request's context.
func limit(c *gin.Context, text string) (context.CancelFunc, error) {
	timeout, err := time.ParseDuration(text)
	if err != nil || timeout <= 0 {
		return nil, Invalid(RequestTimeout, "%.40q is no time above 0; send one such as 250ms", text)
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), timeout)
	c.Request = c.Request.WithContext(ctx)
	return cancel, nil
}

func (s *Server) recovered(panicked any, c *gin.Context) error {
	if panicked == http.ErrAbortHandler {
		return errAborted
	}
	s.log.Error("panic in handler", "path", c.FullPath(), "panic", panicked, "stack", string(debug.Stack()))
	return &Problem{
		Status: http.StatusInternalServerError, Code: CodeInternal,
		Detail: "internal error; the service's log has the details",
	}
}

// logRequest says what became of a request, but nothing of what was in it.
func (s *Server) logRequest(c *gin.Context, operation, code string, begun time.Time, items int) {
	s.log.LogAttrs(context.Background(), slog.LevelInfo, "request",
		slog.String("operation", operation),
		slog.String("code", code),
		slog.Int("status", c.Writer.Status()),
		slog.Float64("duration_seconds", time.Since(begun).Seconds()),
		slog.String("peer", c.Request.RemoteAddr),
		slog.Int("items", items),
	)
}
