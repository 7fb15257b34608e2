package anycall

import (
	"context"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/plan"
)

// EmptyRequest returns a call that asks one of our own services or gateways for an empty answer,
// under the settings of a stack: what it costs is the transport's. There is nothing in it to
// compress. For gRPC it asks the service for its descriptors, as [Prepare] does.
func EmptyRequest(ctx context.Context, t plan.Target, s conn.Settings) (*Call, error) {
	c, err := Parse(ctx, t)
	if err != nil {
		return nil, err
	}
	c.endpoint.tls, c.endpoint.profile = s.TLS, s.Profile
	return c, c.describe(ctx)
}
