package plan

import (
	"fmt"
	"slices"
	"strings"
)

// The operations of the shop, each answered by the service at its place, which asks the next
// one in turn; and the stacks on which a gateway asks the catalog's service in the client's
// place.
var (
	shop     = []string{"GetOrder", "GetProduct", "GetStock"}
	services = []string{"order", "product", "inventory"}
	gateways = []string{"node-grpc", "node-rest", "go-grpc"}
)

// calls are the ways in which an order's products can be asked for.
var calls = []string{"serial", "parallel", "batch"}

// Chain are the services of the shop that a request of the operation passes, in that order.
// The catalog's operations have none.
func Chain(operation string) []string {
	if i := slices.Index(shop, operation); i >= 0 {
		return services[i:]
	}
	return nil
}

// Gateway says of a stack, or of its twin, which program its gateway is, "node" or "go", and
// over which stack that one asks the service. Stacks without a gateway are not ok.
func Gateway(stack string) (program, inside string, ok bool) {
	if !slices.Contains(gateways, Stack(stack)) {
		return "", "", false
	}
	program, inside, _ = strings.Cut(Stack(stack), "-")
	return program, inside, true
}

// validateSettings refuses settings where not every process can be set to them.
func (p *Plan) validateSettings() error {
	key := p.setting()
	if key == "" {
		return nil
	}
	for _, stack := range p.Stacks {
		if _, _, ok := Gateway(stack); ok {
			return fmt.Errorf("%s: it is for services that are asked directly, and %s has a gateway; leave one of them out", key, stack)
		}
	}
	for i, op := range p.Operations {
		if Chain(op.Operation) != nil {
			return fmt.Errorf("%s: it is for the catalog, and operations[%d], %s, is the shop's; leave one of them out", key, i, op.Operation)
		}
	}
	return nil
}

// validateShop looks at what only an operation of the shop has, or does not have; the key is
// where it stands.
func (op *Operation) validateShop(key string) error {
	if Chain(op.Operation) != nil && op.Work != "" {
		return fmt.Errorf("%s.work: %q means nothing to %s; leave it out", key, op.Work, op.Operation)
	}
	if op.Operation == getOrder {
		return words(key+".calls", []string{op.Calls}, calls)
	}
	if op.Calls != "" {
		return fmt.Errorf("%s.calls: %q means nothing to %s; leave it out", key, op.Calls, op.Operation)
	}
	return nil
}

// getOrder is the operation whose services ask several times.
const getOrder = "GetOrder"
