package run

import (
	"context"
	"net"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/process"
	"github.com/wiretax/wiretax/bench/target"
)

// side is what the arms of one stack drive in one operation.
type side interface {
	// serve returns what serves: fresh processes, or one that runs already.
	serve(ctx context.Context) (process.Chain, error)
	// dial opens the connections of a client that checks its answers. beforeClose sees
	// every connection that is about to go; nil: nobody does.
	dial(ctx context.Context, front *process.Service, connections int, beforeClose func(*net.TCPConn)) (target.Client, error)
	// url names what is driven, client what drives it.
	url(front *process.Service) string
	client() string
}

// place finds a side.
type place struct{ operation, stack string }

// catalogSide is an operation of the catalog or the shop on services of our own.
type catalogSide struct {
	r         *runner
	operation plan.Operation
	stack     string // of a twin the one that it is
	requests  []target.Request
	// wants are the right answers.
	wants []target.Want
}

func (c *catalogSide) serve(ctx context.Context) (process.Chain, error) {
	return process.Start(ctx, c.r.links(c.stack, c.operation), c.r.ServerCPUs)
}

func (c *catalogSide) dial(ctx context.Context, s *process.Service, connections int, beforeClose func(*net.TCPConn)) (target.Client, error) {
	return target.New(ctx, c.stack, c.config(s, connections, beforeClose))
}

func (c *catalogSide) config(s *process.Service, connections int, beforeClose func(*net.TCPConn)) target.Config {
	return target.Config{
		Address: s.Address, Operation: c.operation.Operation, Requests: c.requests,
		Connections: connections, Streams: c.operation.Streams, Settings: c.r.settings,
		BeforeClose: beforeClose, Want: c.wants,
	}
}

func (c *catalogSide) url(s *process.Service) string {
	return target.URL(c.stack, c.operation.Operation, s.Address, c.r.settings)
}

func (c *catalogSide) client() string { return target.Describe(c.stack) }
