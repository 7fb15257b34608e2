package anycall

import (
	"context"
	"errors"
	"time"

	"google.golang.org/grpc/metadata"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/descriptors"
	"github.com/wiretax/wiretax/bench/plan"
)

// reflectLimit is how long a service may take to describe itself.
const reflectLimit = 10 * time.Second

// askDescriptors asks the service, with the target's headers and over a connection of its own, for
// the file that declares a symbol.
func (s *endpoint) askDescriptors(ctx context.Context, symbol string) (set *descriptors.Set, err error) {
	ctx, cancel := context.WithTimeout(ctx, reflectLimit)
	defer cancel()
	connections, err := conn.NewGRPC(ctx, s.address, 1, s.settings(), conn.CallSettings{}, s.dialOptions()...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, connections.Close()) }()
	set, err = descriptors.Reflect(metadata.NewOutgoingContext(ctx, s.metadata()), connections.Conns[0], s.address, symbol)
	if err != nil {
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			err = conn.NewStalled(plan.Errorf("%s accepts calls and does not describe itself by reflection; name its descriptors with %s or %s", s.address, plan.Key("protoset"), plan.Key("proto")))
		}
		return nil, err
	}
	return set, nil
}
