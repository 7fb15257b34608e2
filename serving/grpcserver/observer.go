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

// observer counts calls, refuses those whose caller has gone, does the configured work, and turns
// panics into INTERNAL.
type observer struct {
	metrics *metrics.Service
	log     *slog.Logger
	work    catalog.Work
}

// observes is what observe does around every call, in the words of the ledger.
const observes = "no interceptor; every method, a unary one too, is registered as a stream in one wrapper: " +
	"metrics, a check that the caller is still there, work, recovery"

// observe wraps a handler of the full method, whose calls are counted as the operation.
//
// The wrapper includes decoding and encoding, whereas an interceptor of grpc-go runs between the
// two in a unary call. A stats handler sees all of a call, but even one that does nothing costs
// 10 to 15 % of the throughput of GetBook, because each call then copies its headers and makes
// ten events. So only the request log is a stats handler, which is off when services are
// measured.
func (o *observer) observe(method, operation string, handler grpc.StreamHandler) grpc.StreamHandler {
	return func(service any, stream grpc.ServerStream) (err error) {
		begun := o.metrics.Begin()
		defer func() {
			err = outcome(stream.Context(), o.recovered(recover(), method, err))
			o.metrics.End(begun, operation, codeName(err))
		}()
		// A call that waited past its deadline is not worth the work.
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

// recovered returns err, or INTERNAL if there was a panic, whose details it logs.
func (o *observer) recovered(panicked any, method string, err error) error {
	if panicked == nil {
		return err
	}
	o.log.Error("panic in handler", "method", method, "panic", panicked, "stack", string(debug.Stack()))
	return status.Error(codes.Internal, "internal error; the service's log has the details")
}

// outcome makes a status of an error. For a caller that has gone the library reports CANCELLED,
// or UNAVAILABLE if the connection broke while the handler was sending; outcome returns CANCELLED
// for both. If the deadline has passed it returns DEADLINE_EXCEEDED, because the transport may
// cancel a late call before its context ends, without a reason.
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
			return err // a handler returned it about an upstream; it is not the library's about this call
		}
		if ok && !time.Now().Before(deadline) {
			return status.FromContextError(context.DeadlineExceeded).Err()
		}
		return status.FromContextError(context.Canceled).Err()
	}
	return err
}

// codeName is the protocol's name of an error's code. The library writes "NotFound" for what the
// protocol and metrics call NOT_FOUND.
func codeName(err error) string { return codev1.Code_name[int32(status.Code(err))] }
