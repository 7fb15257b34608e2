package run

import (
	"context"
	"net"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/process"
	"github.com/wiretax/wiretax/bench/target"
	"github.com/wiretax/wiretax/bench/window"
	"github.com/wiretax/wiretax/contract"
)

// subject is the system under test of an arm: how it is started, driven and described.
type subject interface {
	// serve returns what serves: fresh processes, or one that runs already.
	serve(ctx context.Context) (process.Chain, error)
	// dial opens the connections of a client that checks its answers. beforeClose sees
	// every connection that is about to go; nil: nobody does.
	dial(ctx context.Context, front *process.Service, connections int, beforeClose func(*net.TCPConn)) (target.Client, error)
	// url names what is driven, client what drives it.
	url(front *process.Service) string
	client() string
	// ours says that the service is one of ours, of which is known what it does.
	ours() bool
}

// catalogSubject is an operation of the catalog or the shop on services of our own.
type catalogSubject struct {
	r         *runner
	operation plan.Operation
	stack     contract.Stack
	settings  settings
	requests  []target.Request
	// wants are the right answers.
	wants []target.Want
}

func (c *catalogSubject) ours() bool { return true }

func (c *catalogSubject) serve(ctx context.Context) (process.Chain, error) {
	return process.Start(ctx, c.r.chain(c.stack, c.operation, c.settings), c.r.ServerCPUs)
}

// serveIdle serves without the work of the operation, which changes no answer.
func (c *catalogSubject) serveIdle(ctx context.Context) (process.Chain, error) {
	idle := *c
	idle.operation.Work = ""
	return idle.serve(ctx)
}

func (c *catalogSubject) dial(ctx context.Context, s *process.Service, connections int, beforeClose func(*net.TCPConn)) (target.Client, error) {
	return target.New(ctx, c.stack.Name, c.config(s, connections, beforeClose))
}

// alone is a client that asks one request at a time, and checks nothing.
func (c *catalogSubject) alone(ctx context.Context, front *process.Service) (target.Client, error) {
	ctx, cancel := context.WithTimeout(ctx, window.ConnectLimit)
	defer cancel()
	config := c.config(front, 1, nil)
	config.Streams = 1
	return target.New(ctx, c.stack.Name, config)
}

func (c *catalogSubject) config(s *process.Service, connections int, beforeClose func(*net.TCPConn)) target.Config {
	return target.Config{
		Address: s.Address, Operation: c.operation.Operation, Requests: c.requests,
		Connections: connections, Streams: c.operation.Streams, Settings: c.settings.client,
		BeforeClose: beforeClose, Want: c.wants,
	}
}

func (c *catalogSubject) url(s *process.Service) string {
	return target.URL(c.stack.Name, c.operation.Operation, s.Address, c.settings.client)
}

func (c *catalogSubject) client() string { return target.Describe(c.stack.Name) }
