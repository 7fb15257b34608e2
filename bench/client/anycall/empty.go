package anycall

import (
	"context"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/contract"
)

// EmptyRequest returns a call that asks one of our own services or gateways for an empty answer,
// over the transport of the stack and under its settings: what it costs is the transport's. There
// is nothing in it to compress. For gRPC it asks the service for its descriptors, as [Prepare]
// does.
func EmptyRequest(ctx context.Context, stackName, address string, s conn.Settings) (*Call, error) {
	c, err := parse(ctx, plan.Target{URL: EmptyURL(stackName, address, s), HTTP2: contract.StackNamed(stackName).Transport == contract.HTTP2})
	if err != nil {
		return nil, err
	}
	c.endpoint.tls, c.endpoint.matched = s.TLS, s.Matched
	return c, c.describe(ctx)
}

// EmptyURL returns the URL of [EmptyRequest].
func EmptyURL(stackName, address string, s conn.Settings) string {
	if contract.StackNamed(stackName).Transport == contract.OverGRPC {
		return s.Scheme("grpc") + "://" + address + "/grpc.health.v1.Health/Check"
	}
	path := "/healthz"
	if contract.StackNamed(stackName).Gateway != "" {
		path = "/health" // which asks no other service
	}
	return s.Scheme("http") + "://" + address + path
}
