package grpcsvc

import (
	"errors"
	"strconv"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/protoadapt"

	"github.com/wiretax/wiretax/catalog"
)

// refusal gives an error of the catalog its gRPC code, and its details in the types that
// clients of any language know. The call named the book of that id, or none. Anything else
// is INTERNAL.
func refusal(err error, bookID int32) error {
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

func detailed(code codes.Code, err error, detail protoadapt.MessageV1) error {
	plain := status.New(code, err.Error())
	with, broken := plain.WithDetails(detail)
	if broken != nil { // it is not UTF-8: the code is worth more than the details
		return plain.Err()
	}
	return with.Err()
}
