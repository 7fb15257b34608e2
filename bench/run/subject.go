package run

import (
	"context"

	"github.com/wiretax/wiretax/bench/client"
	"github.com/wiretax/wiretax/bench/client/catalog"
	"github.com/wiretax/wiretax/bench/client/lean"
	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/process"
	"github.com/wiretax/wiretax/bench/window"
	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/serving"
)

// subject is the system under test of an arm: how it is started, driven and described.
type subject interface {
	// serve returns the processes that serve: fresh ones on the CPUs, or one that runs already.
	serve(ctx context.Context, cpus meter.CPUs) (process.Chain, error)
	// dial opens the connections of a client that checks its answers.
	dial(ctx context.Context, front *process.Service, connections int) (client.Client, error)
	// fastest is the same driven by the client that costs least, one of [contract.Clients].
	fastest() (s subject, client string)
	// url names what is driven, client what drives it.
	url(front *process.Service) string
	client() string
	// rows are what its processes and the client say that they do for a request.
	rows(served process.Chain, client client.Client) []serving.Row
	// ours says that the service is one of ours, so that it is known what it does.
	ours() bool
	// distinct is how many different requests its client asks in turn, or 0 if what it asks does
	// not follow from a request's number alone.
	distinct() int
}

// catalogSubject is an operation of the catalog or the shop on services of our own.
type catalogSubject struct {
	programs  programs
	operation plan.Operation
	stack     contract.Stack
	settings  settings
	requests  []catalog.Request
	// wants are the expected answers.
	wants []catalog.Want
}

func (c *catalogSubject) ours() bool { return true }

// distinct implements [subject]. An action of RealtimeRecommendations is the next one of its
// stream, wherever the warm-up left that.
func (c *catalogSubject) distinct() int {
	if c.operation.Operation == contract.RealtimeRecommendations {
		return 0
	}
	return len(c.requests)
}

func (c *catalogSubject) serve(ctx context.Context, cpus meter.CPUs) (process.Chain, error) {
	return process.Start(ctx, c.programs.chain(c.stack, c.operation, c.settings), cpus)
}

// serveIdle serves without the operation's work, which does not change the answers.
func (c *catalogSubject) serveIdle(ctx context.Context, cpus meter.CPUs) (process.Chain, error) {
	idle := *c
	idle.operation.Work = ""
	return idle.serve(ctx, cpus)
}

func (c *catalogSubject) dial(ctx context.Context, s *process.Service, connections int) (client.Client, error) {
	config := c.config(s, connections)
	config.Client = c.settings.Client
	return catalog.New(ctx, c.stack.Name, config)
}

func (c *catalogSubject) fastest() (subject, string) {
	fast := *c
	fast.settings.Client = contract.NativeClient
	if contract.WhyNotLean(contract.OperationNamed(c.operation.Operation), c.stack) == "" && !c.settings.client.Gzip && lean.Unavailable() == nil {
		fast.settings.Client = contract.LeanClient
	}
	return &fast, fast.settings.Client
}

// alone returns a native client that sends one request at a time and checks nothing.
func (c *catalogSubject) alone(ctx context.Context, front *process.Service) (client.Client, error) {
	ctx, cancel := context.WithTimeout(ctx, window.ConnectLimit)
	defer cancel()
	config := c.config(front, 1)
	config.Streams = 1
	return catalog.New(ctx, c.stack.Name, config)
}

func (c *catalogSubject) config(s *process.Service, connections int) catalog.Config {
	return catalog.Config{
		Address: s.Address, Operation: c.operation.Operation, Requests: c.requests,
		Connections: connections, Streams: c.operation.Streams, Settings: c.settings.client,
		Want: c.wants,
	}
}

func (c *catalogSubject) url(s *process.Service) string {
	return catalog.URL(c.stack.Name, c.operation.Operation, s.Address, c.settings.client)
}

func (c *catalogSubject) client() string { return catalog.Describe(c.stack.Name, c.settings.Client) }
