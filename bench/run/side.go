package run

import (
	"context"

	"github.com/wiretax/wiretax/bench/client"
	"github.com/wiretax/wiretax/bench/client/catalog"
	"github.com/wiretax/wiretax/bench/plan"
)

// side is what the arms of one stack drive in one operation.
type side interface {
	// serve returns what serves: fresh processes, or one that runs already.
	serve(ctx context.Context) (topology, error)
	// dial opens the connections of a client that checks its answers.
	dial(ctx context.Context, front *service, connections int) (client.Client, error)
	// url names what is driven, client what drives it.
	url(front *service) string
	client() string
}

// place finds a side.
type place struct{ operation, stack string }

// catalogSide is an operation of the catalog or the shop on services of our own.
type catalogSide struct {
	r         *runner
	operation plan.Operation
	stack     string // of a twin the one that it is
	requests  []catalog.Request
	// wants are the right answers.
	wants []catalog.Want
}

func (c *catalogSide) serve(ctx context.Context) (topology, error) {
	return c.r.start(ctx, c.r.links(c.stack, c.operation))
}

func (c *catalogSide) dial(ctx context.Context, s *service, connections int) (client.Client, error) {
	return catalog.New(ctx, c.stack, c.config(s, connections))
}

func (c *catalogSide) config(s *service, connections int) catalog.Config {
	return catalog.Config{
		Address: s.address, Operation: c.operation.Operation, Requests: c.requests,
		Connections: connections, Streams: c.operation.Streams, Settings: c.r.settings,
		Want: c.wants,
	}
}

func (c *catalogSide) url(s *service) string {
	return catalog.URL(c.stack, c.operation.Operation, s.address, c.r.settings)
}

func (c *catalogSide) client() string { return catalog.Describe(c.stack) }
