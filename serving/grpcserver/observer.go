package grpcserver

import (
	"context"
	"log/slog"
	"runtime/debug"
	"time"

	codev1 "google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/metrics"
)

// observer counts calls, ends those whose caller has gone, makes them cost what they shall
// cost, and turns panics into INTERNAL.
type observer struct {
	metrics *metrics.Service
	log     *slog.Logger
	work    catalog.Work
}

// observes is what observe does around every call, in the words of the ledger.
const observes = "no interceptor; every method, a unary one too, is registered as a stream in one wrapper: " +
	"metrics, a check that the caller is still there, work, recovery"

// observe makes a handler of the full method one that is counted as the operation.
//
// It stands around decoding and encoding, where an interceptor of grpc-go sees a unary call
// only between the two. A stats handler sees all of it, but even one that does nothing takes
// 10 to 15 % of the throughput of GetBook: every call then pays for a copy of its headers and
// ten events. So only the request log is one, which is off where somebody measures.
func (o *observer) observe(method, operation string, handler grpc.StreamHandler) grpc.StreamHandler {
	return func(service any, stream grpc.ServerStream) (err error) {
		begun := o.metrics.Begin()
		defer func() {
			err = outcome(stream.Context(), o.recovered(recover(), method, err))
			o.metrics.End(begun, operation, codeName(err))
		}()
		// A call that waited past its deadline is not worth the work any more.
		if err := stream.Context().Err(); err != nil {
			return err
		}
		if operation != metrics.OtherOperation {
			if err := o.work.Do(stream.Context()); err != nil {
				return err
			}
		}
		return handler(service, stream)
	}
}

// recovered returns err, or INTERNAL where there was a panic, whose details stay in the log.
func (o *observer) recovered(panicked any, method string, err error) error {
	if panicked == nil {
		return err
	}
	o.log.Error("panic in handler", "method", method, "panic", panicked, "stack", string(debug.Stack()))
	return status.Error(codes.Internal, "internal error; the service's log has the details")
}

// outcome makes a status of an error, and one and the same of what the library says of
// callers that have gone. Where the connection broke under a handler that sends, it says
// UNAVAILABLE, as the service does only when it stops. At a deadline the call is cancelled
// by its context and by its transport, which does not say why; either may be first.
func outcome(ctx context.Context, err error) error {
	if err == nil || err == ErrStopping {
		return err
	}
	if _, ok := status.FromError(err); !ok {
		err = status.FromContextError(err).Err()
	}
	switch deadline, ok := ctx.Deadline(); status.Code(err) {
	case codes.Canceled, codes.Unavailable:
		if len(status.Convert(err).Details()) > 0 {
			return err // a handler's word of another service, not the library's of this call
		}
		if ok && !time.Now().Before(deadline) {
			return status.FromContextError(context.DeadlineExceeded).Err()
		}
		return status.FromContextError(context.Canceled).Err()
	}
	return err
}

// codeName is the name that the protocol gives the code of an error; the library's own says
// "NotFound" where the wire documents and metrics say NOT_FOUND.
func codeName(err error) string { return codev1.Code_name[int32(status.Code(err))] }
