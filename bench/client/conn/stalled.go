package conn

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// Stalled is the error of a target that did not answer in time. It says how far the target came;
// the zero value does not.
type Stalled struct{ what error }

func (s *Stalled) Error() string {
	if s.what == nil {
		return "the target stalled"
	}
	return s.what.Error()
}

// NewStalled returns a Stalled with that text.
func NewStalled(what error) error { return &Stalled{what} }

// Unwrap makes it a [context.DeadlineExceeded].
func (s *Stalled) Unwrap() []error { return []error{s.what, context.DeadlineExceeded} }

// ifStalled is IfStalled for the dialer's connections.
func (d *Dialer) ifStalled(ctx context.Context, err error, connections int, secure bool) error {
	return IfStalled(ctx, err, d.Address, d.opened.Load(), connections, secure)
}

// IfStalled returns err, or if the time of ctx is over a Stalled that says how many of the
// connections to an address were accepted.
func IfStalled(ctx context.Context, err error, address string, accepted int64, connections int, secure bool) error {
	// A dialer may see the deadline a moment before ctx has ended.
	over := errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded) || errors.Is(ctx.Err(), context.DeadlineExceeded)
	if err == nil || !over {
		return err
	}
	switch {
	case accepted == 0:
		return &Stalled{fmt.Errorf("%s accepts no connection; check that it runs, and that no firewall drops them", address)}
	case accepted < int64(connections):
		return &Stalled{fmt.Errorf("%s accepts %d of %d connections; use fewer, or find out why it accepts no more", address, accepted, connections)}
	case secure:
		return &Stalled{fmt.Errorf("%s accepts connections and does not finish the TLS handshake", address)}
	}
	return &Stalled{fmt.Errorf("%s accepts connections and does not begin HTTP/2", address)}
}
