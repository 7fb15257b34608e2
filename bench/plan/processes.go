package plan

import (
	"fmt"

	"github.com/wiretax/wiretax/contract"
)

// validateSettings refuses settings where not every process can be set to them.
func validateSettings(p *Plan) error {
	key := setting(p)
	if key == "" {
		return nil
	}
	for _, stack := range p.Stacks {
		if StackOf(stack).Gateway != "" {
			return fmt.Errorf("%s: it is for services that are asked directly, and %s has a gateway; leave one of them out", key, stack)
		}
	}
	for i, op := range p.Operations {
		if contract.OperationNamed(op.Operation).OfShop() {
			return fmt.Errorf("%s: it is for the catalog, and operations[%d], %s, is the shop's; leave one of them out", key, i, op.Operation)
		}
	}
	return nil
}

// validateShop looks at what only an operation of the shop has, or does not have; the key is
// where it stands.
func (op *Operation) validateShop(key string) error {
	known := contract.OperationNamed(op.Operation)
	if known.OfShop() && op.Work != "" {
		return fmt.Errorf("%s.work: %q means nothing to %s; leave it out", key, op.Work, op.Operation)
	}
	if known.Calls {
		return words(key+".calls", []string{op.Calls}, contract.Calls())
	}
	if op.Calls != "" {
		return fmt.Errorf("%s.calls: %q means nothing to %s; leave it out", key, op.Calls, op.Operation)
	}
	return nil
}
