package plan

import (
	"fmt"
	"slices"

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

// validateClient rejects what the lean client cannot carry, and what is not judged under it. What
// it cannot carry of pairs is known to the client that drives them.
func validateClient(p *Plan) error {
	key := "client"
	if p.varies(key) {
		key = "vary.client"
	} else if p.Client != contract.LeanClient {
		return nil
	}
	compression := p.Compression
	if slices.Contains(p.Vary.Compression, contract.Gzip) {
		compression = contract.Gzip
	}
	if compression == contract.Gzip {
		return fmt.Errorf("%s: lean has no compression; use compression none, or client native", key)
	}
	if !p.varies("client") && slices.Contains(p.Headline, contract.ClientCPU) {
		return fmt.Errorf("headline: %s of client lean is none that an application pays; leave it out, or use client native", contract.ClientCPU)
	}
	if p.OfPairs() {
		return nil
	}
	for i, op := range p.Operations {
		for _, stack := range p.carriersOf(op) {
			if why := contract.WhyNotLean(contract.OperationNamed(op.Operation), StackOf(stack)); why != "" {
				return fmt.Errorf("%s: lean does not carry operations[%d], %s on %s: %s; leave one of them out, or use client native", key, i, op.Operation, stack, why)
			}
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
