package conn

import (
	"context"
	"strings"

	"google.golang.org/grpc/status"

	"github.com/wiretax/wiretax/contract"
)

// GRPCFailure returns the kind of a call's error under ctx: "code NotFound" and the like for what
// the service sent, and the kind of the connection's error for what grpc-go made a status of.
func GRPCFailure(ctx context.Context, err error) string {
	if ctx.Err() != nil {
		return contract.Timeout
	}
	s := status.Convert(err)
	for _, beginning := range ownErrors {
		if !strings.HasPrefix(s.Message(), beginning) {
			continue
		}
		return failureIn(s.Message())
	}
	return CodeKind + s.Code().String()
}

// CodeKind begins the kind of a status that a service sent.
const CodeKind = "code "

// ownErrors are the beginnings of errors of grpc-go's client. They tell them from those that a
// service sends, which have the same codes.
var ownErrors = []string{
	"connection error: desc = ",
	"closing transport due to: ",
	"error reading from server: ",
	"last connection error: ",
	"the connection is draining",
	"transport is closing",
	"stream terminated by RST_STREAM",
	"grpc: received unexpected payload format",
	"grpc: compressed flag set with identity or empty encoding",
	"grpc: failed to decompress the received message",
	"grpc: Decompressor is not installed for grpc-encoding",
	"malformed header: ",
	"unexpected EOF",
	// Answers that are not gRPC.
	"unexpected HTTP status code received from server",
	"transport: received unexpected content-type",
	"transport: malformed grpc-",
	"server closed the stream without sending trailers",
	"cardinality violation",
}
