package plan

import (
	"errors"
	"fmt"
	"slices"
)

// pairStacks are the sides of a pair in the order of stacks: b is the baseline, so that a
// ratio is a over b.
var pairStacks = []string{"b", "a"}

// setPairs gives a plan with pairs the operations and stacks that follow from them.
func (p *Plan) setPairs() {
	if len(p.Pairs) == 0 || len(p.Operations) > 0 || len(p.Stacks) > 0 {
		return // the others are refused
	}
	p.Stacks = slices.Clone(pairStacks)
	server := true
	for _, pair := range p.Pairs {
		p.Operations = append(p.Operations, Operation{Name: pair.Name, Rate: pair.Rate})
		server = server && pair.A.measured() && pair.B.measured()
	}
	if p.Headline == nil {
		p.Headline = []string{"message_bytes", "wire_bytes", "client_cpu", "response_p50"}
		if server {
			p.Headline = append(p.Headline, "server_cpu")
		}
	}
}

// measured says whether the CPU time of the service can be known.
func (t *Target) measured() bool { return t.Start != "" || t.PID != 0 }

// validatePairs refuses what has no place beside pairs, and pairs that cannot be told apart.
// What their targets say is for whoever drives them.
func (p *Plan) validatePairs() error {
	if len(p.Pairs) == 0 {
		return nil
	}
	if !slices.Equal(p.Stacks, pairStacks) || len(p.Operations) != len(p.Pairs) {
		return errors.New("pairs: they stand in place of operations and stacks; leave those out")
	}
	if len(p.Tools) > 0 {
		return fmt.Errorf("tools: %s cannot drive pairs; leave them out", p.Tools[0])
	}
	if key := p.setting(); key != "" {
		return fmt.Errorf("%s: it is for our own services; leave it out, and set those of the pairs where they are started", key)
	}
	for i, pair := range p.Pairs {
		key := fmt.Sprintf("pairs[%d]", i)
		if pair.Name == "" || len(pair.Name) > maxName || !plainName(pair.Name) {
			return fmt.Errorf("%s.name: %q becomes part of file names; use at most %d letters, digits and dashes", key, pair.Name, maxName)
		}
		if pair.Name == floor {
			return fmt.Errorf("%s.name: %q is taken by the trials of the transports' floors; use another", key, pair.Name)
		}
		if slices.ContainsFunc(p.Pairs[:i], func(other Pair) bool { return other.Name == pair.Name }) {
			return fmt.Errorf("%s.name: %q stands twice; name each pair once", key, pair.Name)
		}
		if err := within(key+".rate", pair.Rate, 1, maxRate); err != nil {
			return err
		}
		if err := pair.A.validate(); err != nil {
			return fmt.Errorf("%s.a.%w", key, err)
		}
		if err := pair.B.validate(); err != nil {
			return fmt.Errorf("%s.b.%w", key, err)
		}
	}
	return nil
}

// floor is the operation of trials that no plan names.
const floor = "floor"

// maxPID is the most that Linux ever gives.
const maxPID = 1 << 22

// validate refuses what no transport is needed to see.
func (t *Target) validate() error {
	switch {
	case t.URL == "":
		return errors.New("url: missing; use http://, https://, grpc:// or grpcs://")
	case t.Start != "" && t.PID != 0:
		return errors.New("start: a service is either started or has a pid; leave one out")
	case t.PID < 0 || t.PID > maxPID:
		return fmt.Errorf("pid: %d is no process; use its id", t.PID)
	}
	return nil
}
