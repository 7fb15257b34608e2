package target

import (
	"context"
	"errors"
	"fmt"
	"time"

	"google.golang.org/grpc/metadata"

	"github.com/wiretax/wiretax/bench/descriptors"
)

// reflectLimit is how long a service may take to describe itself.
const reflectLimit = 10 * time.Second

// askDescriptors asks the service itself for the file that holds a symbol, with the target's
// headers, over a connection of its own.
func (s *site) askDescriptors(ctx context.Context, symbol string) (set *descriptors.Set, err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, reflectLimit, fmt.Errorf("%s did not describe itself within %v", s.address, reflectLimit))
	defer cancel()
	channels, err := newChannels(ctx, s.address, 1, s.settings().credentials(), callSettings{}, nil, s.dialOptions()...)
	if err != nil {
		return nil, causeOf(ctx, err)
	}
	defer func() { err = errors.Join(err, channels.close()) }()
	set, err = descriptors.Reflect(metadata.NewOutgoingContext(ctx, s.metadata()), channels.conns[0], s.address, symbol)
	if err != nil {
		return nil, causeOf(ctx, err)
	}
	return set, nil
}

// causeOf is why ctx ended, if it did, and else err.
func causeOf(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}
