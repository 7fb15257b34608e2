package grpcsvc

import (
	"errors"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/wiretax/wiretax/catalog"
)

// statusError gives an error of the catalog its gRPC code. Anything else is INTERNAL.
func statusError(err error) error {
	var e *catalog.Error
	if !errors.As(err, &e) {
		return status.Error(codes.Internal, err.Error())
	}
	switch e.Code {
	case catalog.NotFound:
		return status.Error(codes.NotFound, e.Error())
	case catalog.InvalidArgument:
		return status.Error(codes.InvalidArgument, e.Error())
	}
	return status.Error(codes.Internal, e.Error())
}

// codeNames are the names that the protocol gives its codes; the library's String says
// "NotFound" where the wire documents and metrics say NOT_FOUND.
var codeNames = map[codes.Code]string{
	codes.OK:                 "OK",
	codes.Canceled:           "CANCELLED",
	codes.Unknown:            "UNKNOWN",
	codes.InvalidArgument:    "INVALID_ARGUMENT",
	codes.DeadlineExceeded:   "DEADLINE_EXCEEDED",
	codes.NotFound:           "NOT_FOUND",
	codes.PermissionDenied:   "PERMISSION_DENIED",
	codes.ResourceExhausted:  "RESOURCE_EXHAUSTED",
	codes.FailedPrecondition: "FAILED_PRECONDITION",
	codes.Unimplemented:      "UNIMPLEMENTED",
	codes.Internal:           "INTERNAL",
	codes.Unavailable:        "UNAVAILABLE",
}
