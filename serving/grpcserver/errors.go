package grpcserver

import (
	"context"
	"errors"
	"strconv"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/protoadapt"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/serving"
)

// Refusal returns the status of an error of the catalog or of an upstream, with details in the
// types that clients of any language know. BookID is the book that the call named, or 0. The
// end of a context keeps its code; any other error is INTERNAL.
func Refusal(err error, bookID int32) error {
	if down, ok := errors.AsType[*serving.UpstreamError](err); ok {
		return broken(down)
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return status.FromContextError(err).Err()
	}
	e, ok := errors.AsType[*catalog.Error](err)
	if !ok {
		return status.Error(codes.Internal, err.Error())
	}
	switch e.Code {
	case catalog.NotFound:
		return detailed(codes.NotFound, e, &errdetails.ResourceInfo{
			ResourceType: "Book", ResourceName: strconv.Itoa(int(bookID)), Description: e.Detail,
		})
	case catalog.InvalidArgument:
		return detailed(codes.InvalidArgument, e, &errdetails.BadRequest{
			FieldViolations: []*errdetails.BadRequest_FieldViolation{{Field: e.Field, Description: e.Detail}},
		})
	}
	return status.Error(codes.Internal, e.Error())
}

func broken(down *serving.UpstreamError) error {
	code := codes.Unavailable
	if down.Timeout {
		code = codes.DeadlineExceeded
	}
	return detailed(code, down, &errdetails.ErrorInfo{
		Reason: down.Reason(), Domain: serving.UpstreamDomain, Metadata: map[string]string{serving.UpstreamHop: down.Hop},
	})
}

func detailed(code codes.Code, err error, detail protoadapt.MessageV1) error {
	plain := status.New(code, err.Error())
	with, broken := plain.WithDetails(detail)
	if broken != nil { // it is not UTF-8: the code is worth more than the details
		return plain.Err()
	}
	return with.Err()
}
