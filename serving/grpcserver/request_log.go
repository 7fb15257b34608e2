package grpcserver

import (
	"context"
	"log/slog"
	"path"
	"slices"
	"sync/atomic"

	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/stats"

	"github.com/wiretax/wiretax/metrics"
)

// requestLog is a stats handler that writes a line about one call in so many, when it has
// ended. Bodies are never logged.
type requestLog struct {
	log   *slog.Logger
	every uint64
	calls atomic.Uint64
}

type loggedKey struct{}

// logged is a call that will be logged.
type logged struct {
	operation       string
	sends, receives bool // items
	items           atomic.Int64
}

// TagRPC picks the calls.
func (l *requestLog) TagRPC(ctx context.Context, info *stats.RPCTagInfo) context.Context {
	if l.calls.Add(1)%l.every != 0 {
		return ctx
	}
	return context.WithValue(ctx, loggedKey{}, &logged{operation: operationOf(info.FullMethodName)})
}

// operationOf is the operation of a full method's name, as the metrics have it.
func operationOf(method string) string {
	if name := path.Base(method); slices.Contains(metrics.Operations, name) {
		return name
	}
	return metrics.OtherOperation
}

// HandleRPC counts the items of a picked call, and logs it.
func (l *requestLog) HandleRPC(ctx context.Context, event stats.RPCStats) {
	call, ok := ctx.Value(loggedKey{}).(*logged)
	if !ok {
		return
	}
	switch event := event.(type) {
	case *stats.Begin:
		call.sends, call.receives = event.IsServerStream, event.IsClientStream
	case *stats.InPayload:
		if call.receives {
			call.items.Add(1)
		}
	case *stats.OutPayload:
		if call.sends {
			call.items.Add(1)
		}
	case *stats.End:
		var address string
		if p, ok := peer.FromContext(ctx); ok {
			address = p.Addr.String()
		}
		l.log.Info("request", "operation", call.operation, "code", codeName(event.Error),
			"duration_seconds", event.EndTime.Sub(event.BeginTime).Seconds(), "peer", address, "items", call.items.Load())
	}
}

// TagConn is part of [stats.Handler].
func (*requestLog) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }

// HandleConn is part of [stats.Handler].
func (*requestLog) HandleConn(context.Context, stats.ConnStats) {}
