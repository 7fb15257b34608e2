package run

import (
	"context"
	"net"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/target"
)

// side is what the arms of one stack drive in one operation.
type side interface {
	// serve returns the service: a fresh process, or one that runs already.
	serve(ctx context.Context) (*service, error)
	// dial opens the connections of a client that checks its answers. beforeClose sees
	// every connection that is about to go; nil: nobody does.
	dial(ctx context.Context, s *service, connections int, beforeClose func(*net.TCPConn)) (target.Client, error)
	// url names what is driven, client what drives it.
	url(s *service) string
	client() string
}

// place finds a side.
type place struct{ operation, stack string }

// catalogSide is an operation of the catalog on one of our own services.
type catalogSide struct {
	r    *runner
	at   place
	work work
}

func (c *catalogSide) serve(ctx context.Context) (*service, error) {
	return c.r.startService(ctx, plan.Stack(c.at.stack))
}

func (c *catalogSide) dial(ctx context.Context, s *service, connections int, beforeClose func(*net.TCPConn)) (target.Client, error) {
	return target.New(ctx, plan.Stack(c.at.stack), target.Config{
		Address: s.address, Operation: c.at.operation, Requests: c.work.requests,
		Connections: connections, BeforeClose: beforeClose, Want: c.work.wants[c.at.stack],
	})
}

func (c *catalogSide) url(s *service) string {
	if plan.Stack(c.at.stack) == "grpc" {
		return "grpc://" + s.address + c.work.method
	}
	return "http://" + s.address + c.work.pathPattern
}

func (c *catalogSide) client() string { return target.Describe(plan.Stack(c.at.stack)) }
