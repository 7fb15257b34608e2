package plan

import (
	"fmt"

	"github.com/wiretax/wiretax/contract"
)

// validateSettings rejects settings that not every process has.
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

// validateShop checks the keys that only the shop's operations have, and those that they do not
// have. The key is the operation's.
func (op *Operation) validateShop(key string) error {
	known := contract.OperationNamed(op.Operation)
	if known.OfShop() && op.Work != "" {
		return fmt.Errorf("%s.work: %q does not apply to %s; leave it out", key, op.Work, op.Operation)
	}
	if known.Calls {
		return words(key+".calls", []string{op.Calls}, contract.Calls())
	}
	if op.Calls != "" {
		return fmt.Errorf("%s.calls: %q does not apply to %s; leave it out", key, op.Calls, op.Operation)
	}
	return nil
}
