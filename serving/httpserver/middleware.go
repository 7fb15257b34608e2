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

// observes is what observe does around every request, in the words of the ledger.
const observes = "no chain; one function around every handler: metrics, a check that the caller is still there, Request-Timeout, work, recovery"

// observe counts requests and logs a sample of them. It is one function around a handler,
// and not a chain of middleware, because each part of a chain would cost every request.
func (s *Server) observe(operation string, h Handler) gin.HandlerFunc {
	work := s.work
	if operation == metrics.OtherOperation {
		work = catalog.Work{}
	}
	return func(c *gin.Context) {
		begun, x := s.metrics.Begin(), Exchange{c, s}
		items, err := s.run(x, work, h)
		code, whole := CodeOK, true
		if err != nil {
			p := problemOf(err)
			code, whole = p.Code, p != errAborted && x.tell(p)
		}
		s.metrics.End(begun, operation, code)
		if s.logEvery > 0 && s.requests.Add(1)%s.logEvery == 0 {
			s.logRequest(x, operation, code, begun, items)
		}
		if !whole {
			panic(http.ErrAbortHandler)
		}
	}
}

// run runs the handler within the time that the request allows, unless the client has gone. A
// panic becomes an error.
func (s *Server) run(x Exchange, work catalog.Work, h Handler) (items int, err error) {
	defer func() {
		if panicked := recover(); panicked != nil {
			err = s.recovered(panicked, x.FullPath())
		}
	}()
	if x.Request.ContentLength != 0 {
		x.watchBody()
	}
	if timeout := x.Request.Header[RequestTimeout]; len(timeout) > 0 {
		cancel, err := limit(x, timeout[0])
		if err != nil {
			return 0, err
		}
		defer cancel()
	}
	ctx := x.Request.Context()
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	if err := work.Do(ctx); err != nil {
		return 0, err
	}
	return h(x)
}

// RequestTimeout is the header that says how long the client waits for the answer, in the syntax
// of Go's durations. It is no standard, but HTTP has nothing else like gRPC's deadline.
const RequestTimeout = "Request-Timeout"

// limit bounds the request's context.
func limit(x Exchange, text string) (context.CancelFunc, error) {
	timeout, err := time.ParseDuration(text)
	if err != nil || timeout <= 0 {
		return nil, Invalid(RequestTimeout, "%.40q is no time above 0; send one such as 250ms", text)
	}
	ctx, cancel := context.WithTimeout(x.Request.Context(), timeout)
	x.Request = x.Request.WithContext(ctx)
	return cancel, nil
}

func (s *Server) recovered(panicked any, path string) error {
	if panicked == http.ErrAbortHandler {
		return errAborted
	}
	s.log.Error("panic in handler", "path", path, "panic", panicked, "stack", string(debug.Stack()))
	return &Problem{
		Status: http.StatusInternalServerError, Code: CodeInternal,
		Detail: "internal error; the service's log has the details",
	}
}

// logRequest logs the outcome of a request, and nothing of its content.
func (s *Server) logRequest(x Exchange, operation, code string, begun time.Time, items int) {
	s.log.LogAttrs(context.Background(), slog.LevelInfo, "request",
		slog.String("operation", operation),
		slog.String("code", code),
		slog.Int("status", x.Writer.Status()),
		slog.Float64("duration_seconds", time.Since(begun).Seconds()),
		slog.String("peer", x.Request.RemoteAddr),
		slog.Int("items", items),
	)
}
