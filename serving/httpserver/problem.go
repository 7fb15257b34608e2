package httpserver

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/serving"
)

// Problem is an RFC 9457 problem document, and the error that it tells of. Type is left out:
// it is "about:blank" then, and Title is the status text, as section 4.2.1 of the RFC wants
// it, which the server fills in. Code, Field and Hop are extension members: Code is the name of
// a gRPC code, Field the part of the request that is at fault, and Hop the service behind this
// one that gave no answer. Field and Hop may be empty.
type Problem struct {
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	Code   string `json:"code"`
	Field  string `json:"field,omitempty"`
	Hop    string `json:"hop,omitempty"`
}

// Error returns the detail.
func (p *Problem) Error() string { return p.Detail }

// The codes that a problem can have; see [metrics.Codes].
const (
	CodeOK                 = "OK"
	CodeCancelled          = "CANCELLED"
	CodeInvalidArgument    = "INVALID_ARGUMENT"
	CodeDeadlineExceeded   = "DEADLINE_EXCEEDED"
	CodeNotFound           = "NOT_FOUND"
	CodePermissionDenied   = "PERMISSION_DENIED"
	CodeResourceExhausted  = "RESOURCE_EXHAUSTED"
	CodeFailedPrecondition = "FAILED_PRECONDITION"
	CodeUnimplemented      = "UNIMPLEMENTED"
	CodeInternal           = "INTERNAL"
	CodeUnavailable        = "UNAVAILABLE"
)

// statusClientClosedRequest is what proxies log for a client that has gone. Nobody reads it.
const statusClientClosedRequest = 499

// errAborted is the error of a handler that panicked to let net/http cut the connection.
var errAborted = &Problem{Status: http.StatusInternalServerError, Code: metrics.UnknownCode, Detail: "the connection was cut"}

// Problemf is a problem with that detail.
func Problemf(status int, code, format string, args ...any) *Problem {
	return &Problem{Status: status, Code: code, Detail: fmt.Sprintf(format, args...)}
}

// FieldProblem is a problem of one field; its detail begins with the field's name, as the
// catalog's errors do.
func FieldProblem(status int, code, field, format string, args ...any) *Problem {
	p := Problemf(status, code, field+": "+format, args...)
	p.Field = field
	return p
}

// Invalid is a problem of a field of the request, a header included.
func Invalid(field, format string, args ...any) *Problem {
	return FieldProblem(http.StatusBadRequest, CodeInvalidArgument, field, format, args...)
}

// problemOf returns the problem that err is answered with. An error that it does not know is a
// 500.
func problemOf(err error) *Problem {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p
	}
	if e, ok := errors.AsType[*catalog.Error](err); ok {
		switch e.Code {
		case catalog.NotFound:
			return &Problem{Status: http.StatusNotFound, Code: CodeNotFound, Field: e.Field, Detail: e.Error()}
		case catalog.InvalidArgument:
			return &Problem{Status: http.StatusBadRequest, Code: CodeInvalidArgument, Field: e.Field, Detail: e.Error()}
		}
	}
	if down, ok := errors.AsType[*serving.UpstreamError](err); ok {
		if down.Timeout {
			return &Problem{Status: http.StatusGatewayTimeout, Code: CodeDeadlineExceeded, Hop: down.Hop, Detail: down.Error()}
		}
		return &Problem{Status: http.StatusServiceUnavailable, Code: CodeUnavailable, Hop: down.Hop, Detail: down.Error()}
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return &Problem{Status: http.StatusGatewayTimeout, Code: CodeDeadlineExceeded, Detail: "the time for the request is over"}
	case errors.Is(err, context.Canceled):
		return &Problem{Status: statusClientClosedRequest, Code: CodeCancelled, Detail: "the client has gone"}
	}
	return &Problem{Status: http.StatusInternalServerError, Code: CodeInternal, Detail: err.Error()}
}
