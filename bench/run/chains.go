package run

import (
	"os/exec"
	"slices"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/process"
	"github.com/wiretax/wiretax/contract"
)

// links are the processes that serve an operation on a stack, in the order in which a request
// reaches them, at the plan's settings.
func (r *runner) links(stack string, op plan.Operation) []process.Spec {
	s := plan.StackOf(stack)
	if s.Gateway != "" {
		return []process.Spec{r.gateway(s), r.catalog(s.Behind, op.Work)}
	}
	chain := contract.OperationNamed(op.Operation).Services
	if chain == nil {
		return []process.Spec{r.catalog(s.Service(), op.Work)}
	}
	links := make([]process.Spec, len(chain))
	for i := range chain {
		links[i] = r.shop(chain[i:], s.Service())
	}
	return links
}

// catalog serves the books, at the work of an operation.
func (r *runner) catalog(kind, work string) process.Spec {
	args := slices.Clone(r.serveArgs)
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
func (r *runner) gateway(s contract.Stack) process.Spec {
	return process.Spec{Name: "gateway", Command: func(upstream string) *exec.Cmd {
		if s.Gateway == contract.Node {
			return r.Node.start(s.Behind, upstream, r.Plan)
		}
		return r.serve("gateway", "--upstream", upstream, "--deadline", seconds(r.Plan.Timeout).String())
	}}
}

// serve is a service of our own program on free loopback ports.
func (r *runner) serve(kind string, args ...string) *exec.Cmd {
	return exec.Command(r.Binary, append([]string{"serve", kind, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"}, args...)...)
}
