package conn

import (
	"context"
	"strings"

	"google.golang.org/grpc/status"

	"github.com/wiretax/wiretax/contract"
)

// GRPCFailure names the kind of a call's error under ctx: "code NotFound" for what the
// service said, and the connection's failure for what grpc-go made a status of.
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

// CodeKind begins the kind of what a service said.
const CodeKind = "code "

// ownErrors are how the errors of grpc-go's client begin, by which they are told from those
// that a service sends: as a status they have the same codes.
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
	// Answers that are no gRPC.
	"unexpected HTTP status code received from server",
	"transport: received unexpected content-type",
	"transport: malformed grpc-",
	"server closed the stream without sending trailers",
	"cardinality violation",
}
