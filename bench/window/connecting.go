package window

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wiretax/wiretax/bench/client/anycall"
	"github.com/wiretax/wiretax/bench/client/conn"
)

// ConnectLimit is the most that opening connections may take, unless requests may take longer,
// and that any other preparation of a client may take.
const ConnectLimit = 10 * time.Second

// LimitConnecting bounds a step before the load, such as opening connections. The step may take
// as long as a request, or a second and what the handshakes of so many connections cost this
// machine. who is named by the error if it does not answer.
func LimitConnecting(ctx context.Context, who string, timeout time.Duration, connections int) (context.Context, context.CancelFunc) {
	own := time.Second + time.Duration(connections)*10*time.Millisecond
	limit := max(timeout, min(own, ConnectLimit))
	return context.WithTimeoutCause(ctx, limit, fmt.Errorf("%s did not answer within %v", who, limit))
}

// WhyUnconnected explains an error of a step whose ctx is from [LimitConnecting].
func WhyUnconnected(ctx context.Context, err error) error {
	if err == nil || ctx.Err() == nil || anycall.WrongProtocol(err) {
		return err
	}
	if stalled, ok := errors.AsType[*conn.Stalled](err); ok {
		return fmt.Errorf("%w: %w", context.Cause(ctx), stalled)
	}
	return context.Cause(ctx)
}

// Unprepared is the error of a run or a load that could not begin. Nothing was measured, and
// there is no run folder.
type Unprepared struct{ Err error }

func (e Unprepared) Error() string { return e.Err.Error() }

// Unwrap returns the reason.
func (e Unprepared) Unwrap() error { return e.Err }
