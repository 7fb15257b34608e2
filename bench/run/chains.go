package run

import (
	"os/exec"
	"slices"
	"time"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/process"
	"github.com/wiretax/wiretax/contract"
)

// programs are the programs that serve: our own, and Node.js with its gateway.
type programs struct {
	binary string
	// serveArgs follow each command that serves.
	serveArgs []string
	node      Node
	// deadline is how long a request may take.
	deadline time.Duration
}

// chain returns the processes that serve an operation on a stack, in the order in which a
// request reaches them.
func (p programs) chain(s contract.Stack, op plan.Operation, set settings) []process.Spec {
	if s.Gateway != "" {
		return []process.Spec{p.gateway(s, set), p.catalog(s.Behind, op.Work, set)}
	}
	services := contract.OperationNamed(op.Operation).Services
	if services == nil {
		return []process.Spec{p.catalog(s.Service, op.Work, set)}
	}
	chain := make([]process.Spec, len(services))
	for i := range services {
		chain[i] = p.shop(services[i:], s.Service)
	}
	return chain
}

// catalog returns how to start the service of the books, with the work of an operation.
func (p programs) catalog(kind, work string, set settings) process.Spec {
	args := slices.Clone(set.serveArgs)
	if work != "" {
		args = append(args, "--work", work)
	}
	return process.Spec{Name: kind + " service", Command: func(string) *exec.Cmd { return p.serve(kind, append(args, p.serveArgs...)...) }}
}

// shop returns how to start the first of a chain of the shop's services, all of which speak the
// same protocol.
func (p programs) shop(chain []string, via string) process.Spec {
	return process.Spec{Name: chain[0], Command: func(upstream string) *exec.Cmd {
		args := append([]string{"--via", via}, p.serveArgs...)
		if len(chain) > 1 {
			args = append(args, "--"+chain[1], upstream)
		}
		return p.serve(chain[0], args...)
	}}
}

// gateway returns how to start the gateway of a stack, which asks a service of the catalog.
func (p programs) gateway(s contract.Stack, set settings) process.Spec {
	return process.Spec{Name: "gateway", Command: func(upstream string) *exec.Cmd {
		if s.Gateway == contract.Node {
			return p.node.start(s.Behind, upstream, set.Connections, p.deadline)
		}
		return p.serve("gateway", "--upstream", upstream, "--deadline", p.deadline.String())
	}}
}

// serve returns the command of a service of our own program on free loopback ports.
func (p programs) serve(kind string, args ...string) *exec.Cmd {
	return exec.Command(p.binary, append([]string{"serve", kind, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"}, args...)...)
}
