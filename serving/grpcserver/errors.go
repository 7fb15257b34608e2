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

// Refusal gives an error of the catalog, or of a link to another service, its gRPC code, and
// its details in the types that clients of any language know. The call named the book of that
// id, or none. Anything else is INTERNAL, but for the end of a context.
func Refusal(err error, bookID int32) error {
	if link, ok := errors.AsType[*serving.LinkError](err); ok {
		return broken(link)
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

func broken(link *serving.LinkError) error {
	code := codes.Unavailable
	if link.Timeout {
		code = codes.DeadlineExceeded
	}
	return detailed(code, link, &errdetails.ErrorInfo{
		Reason: link.Reason(), Domain: serving.LinkDomain, Metadata: map[string]string{serving.LinkHop: link.Hop},
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
