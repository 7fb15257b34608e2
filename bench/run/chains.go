package run

import (
	"os/exec"
	"slices"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/process"
	"github.com/wiretax/wiretax/contract"
)

// chain are the processes that serve an operation on a stack, in the order in which a request
// reaches them.
func (r *runner) chain(s contract.Stack, op plan.Operation, set settings) []process.Spec {
	if s.Gateway != "" {
		return []process.Spec{r.gateway(s, set), r.catalog(s.Behind, op.Work, set)}
	}
	services := contract.OperationNamed(op.Operation).Services
	if services == nil {
		return []process.Spec{r.catalog(s.Service(), op.Work, set)}
	}
	chain := make([]process.Spec, len(services))
	for i := range services {
		chain[i] = r.shop(services[i:], s.Service())
	}
	return chain
}

// catalog serves the books, at the work of an operation.
func (r *runner) catalog(kind, work string, set settings) process.Spec {
	args := slices.Clone(set.serveArgs)
	if work != "" {
		args = append(args, "--work", work)
	}
	return process.Spec{Name: kind + " service", Command: func(string) *exec.Cmd { return r.serve(kind, append(args, r.ServeArgs...)...) }}
}

// shop is the first of a chain of services, all of which speak the same.
func (r *runner) shop(chain []string, via string) process.Spec {
	return process.Spec{Name: chain[0], Command: func(upstream string) *exec.Cmd {
		args := append([]string{"--via", via}, r.ServeArgs...)
		if len(chain) > 1 {
			args = append(args, "--"+chain[1], upstream)
		}
		return r.serve(chain[0], args...)
	}}
}

// gateway asks a service of the catalog for the clients of a stack.
func (r *runner) gateway(s contract.Stack, set settings) process.Spec {
	return process.Spec{Name: "gateway", Command: func(upstream string) *exec.Cmd {
		if s.Gateway == contract.Node {
			return r.Node.start(s.Behind, upstream, set.Connections, seconds(r.Plan.Timeout))
		}
		return r.serve("gateway", "--upstream", upstream, "--deadline", seconds(r.Plan.Timeout).String())
	}}
}

// serve is a service of our own program on free loopback ports.
func (r *runner) serve(kind string, args ...string) *exec.Cmd {
	return exec.Command(r.Binary, append([]string{"serve", kind, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"}, args...)...)
}
