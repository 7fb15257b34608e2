package run

import (
	"fmt"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/contract"
)

// What the equal-work ledger says of stacks and operations that several processes serve.

func (w way) service() string {
	own := w.either("gin on net/http, release mode", "grpc-go's own server")
	switch w.Gateway {
	case contract.Node:
		return "Express on Node.js, one process without workers"
	case contract.Go:
		return own + ", as a gateway"
	}
	return own
}

func (w way) middleware() string {
	if w.Gateway == contract.Node {
		return "metrics (prom-client)"
	}
	return w.either("metrics, recovery", "metrics, recovery (interceptors)")
}

// behindGateway says how a gateway asks the service, over so many connections of the client's.
func (w way) behindGateway(connections int) string {
	switch {
	case w.Gateway == "":
		return "nothing: the client asks the service itself"
	case w.Gateway == contract.Go:
		return "the service of grpc, by a generated stub over one connection"
	case w.Behind == contract.GRPC:
		return "the service of grpc, by grpc-js and proto-loader over one connection"
	}
	return fmt.Sprintf("the service of rest, by node:http over up to %d connections, JSON.parse", connections)
}

func (w way) behindService() string {
	return w.either("GET by net/http, a connection for each request at a time, JSON decoded into typed structs", "generated stub over one connection")
}

func (w way) process(p plan.Plan) string {
	switch {
	case w.Gateway != "":
		return "gateway and service, both fresh for every trial and pinned to the same CPU"
	case asks(p, func(op plan.Operation) bool { return len(contract.OperationNamed(op.Operation).Services) > 1 }):
		return "one for each service, all fresh for every trial and pinned to the same CPU"
	}
	return "fresh for every trial, pinned to its own CPU"
}
