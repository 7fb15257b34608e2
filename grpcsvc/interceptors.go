package grpcsvc

import (
	"context"
	"log/slog"
	"runtime/debug"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/wiretax/wiretax/metrics"
)

// observer counts calls, ends those whose caller has gone, and turns panics into INTERNAL.
type observer struct {
	metrics *metrics.Service
	log     *slog.Logger
}

func (o observer) unary(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (answer any, err error) {
	begun := o.metrics.Begin()
	defer func() {
		err = o.recovered(recover(), info.FullMethod, err)
		o.metrics.End(begun, operationOf(info.FullMethod), codeNames[status.Code(err)])
	}()
	// A call that waited past its deadline is not worth the work any more.
	if err := ctx.Err(); err != nil {
		return nil, status.FromContextError(err).Err()
	}
	return handler(ctx, req)
}

func (o observer) stream(service any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) (err error) {
	begun := o.metrics.Begin()
	defer func() {
		err = o.recovered(recover(), info.FullMethod, err)
		o.metrics.End(begun, operationOf(info.FullMethod), codeNames[status.Code(err)])
	}()
	return handler(service, stream)
}

// recovered returns err, or INTERNAL where there was a panic, whose details stay in the log.
func (o observer) recovered(panicked any, method string, err error) error {
	if panicked == nil {
		return err
	}
	o.log.Error("panic in handler", "method", method, "panic", panicked, "stack", string(debug.Stack()))
	return status.Error(codes.Internal, "internal error; the service's log has the details")
}

// operationOf is the last part of a method's full name.
func operationOf(method string) string {
	return method[strings.LastIndexByte(method, '/')+1:]
}
