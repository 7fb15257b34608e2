package window

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wiretax/wiretax/bench/target"
)

// ConnectLimit is how long opening connections may take where requests may not take longer,
// and everything else that comes before a service is asked.
const ConnectLimit = 10 * time.Second

// LimitConnecting bounds a step before the load, such as opening so many connections: as a
// request is, but for a second and what the handshakes of many connections cost this machine.
// What names who did not answer.
func LimitConnecting(ctx context.Context, who string, timeout time.Duration, connections int) (context.Context, context.CancelFunc) {
	own := time.Second + time.Duration(connections)*10*time.Millisecond
	limit := max(timeout, min(own, ConnectLimit))
	return context.WithTimeoutCause(ctx, limit, fmt.Errorf("%s did not answer within %v", who, limit))
}

// WhyUnconnected explains an error of a step under ctx that [LimitConnecting] bounds.
func WhyUnconnected(ctx context.Context, err error) error {
	if err == nil || ctx.Err() == nil || target.WrongProtocol(err) {
		return err
	}
	if stalled, ok := errors.AsType[*target.Stalled](err); ok {
		return fmt.Errorf("%w: %w", context.Cause(ctx), stalled)
	}
	return context.Cause(ctx)
}

// Unprepared is an error of a run or a load that could not begin: nothing was measured, and
// there is no run folder.
type Unprepared struct{ Err error }

func (e Unprepared) Error() string { return e.Err.Error() }

// Unwrap is the reason.
func (e Unprepared) Unwrap() error { return e.Err }
