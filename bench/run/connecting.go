package run

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wiretax/wiretax/bench/client/anycall"
	"github.com/wiretax/wiretax/bench/client/conn"
)

// connectLimit is how long opening connections may take where requests may not take longer,
// and everything else that comes before a service is asked.
const connectLimit = 10 * time.Second

// limitConnecting bounds a step before the load, such as opening so many connections: as a
// request is, but for a second and what the handshakes of many connections cost this machine.
// What names who did not answer.
func limitConnecting(ctx context.Context, who string, timeout time.Duration, connections int) (context.Context, context.CancelFunc) {
	own := time.Second + time.Duration(connections)*10*time.Millisecond
	limit := max(timeout, min(own, connectLimit))
	return context.WithTimeoutCause(ctx, limit, fmt.Errorf("%s did not answer within %v", who, limit))
}

// whyUnconnected explains an error of a step under ctx that [limitConnecting] bounds.
func whyUnconnected(ctx context.Context, err error) error {
	if err == nil || ctx.Err() == nil || anycall.WrongProtocol(err) {
		return err
	}
	if stalled, ok := errors.AsType[*conn.Stalled](err); ok {
		return fmt.Errorf("%w: %w", context.Cause(ctx), stalled)
	}
	return context.Cause(ctx)
}
