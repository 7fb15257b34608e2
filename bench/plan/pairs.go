package plan

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/contract"
)

// pairStacks stand for the targets of a pair. b is the baseline, so that a ratio is a over b.
var pairStacks = []string{"b", "a"}

// setPairs gives a plan with pairs the operations and stacks that follow from them.
func setPairs(p *Plan) {
	if !p.OfPairs() || len(p.Operations) > 0 || len(p.Stacks) > 0 {
		return // the others are rejected
	}
	p.Stacks = slices.Clone(pairStacks)
	nameTargets(p)
	server := true
	for _, pair := range p.Pairs {
		p.Operations = append(p.Operations, Operation{Name: pair.Name, Rate: pair.Rate})
		server = server && pair.A.measured() && pair.B.measured()
	}
	if p.Headline == nil {
		p.Headline = []string{contract.MessageBytes, contract.WireBytes, contract.ResponseP50}
		if p.Client != contract.LeanClient { // which is none that an application has
			p.Headline = slices.Insert(p.Headline, 2, contract.ClientCPU)
		}
		if server {
			p.Headline = append(p.Headline, contract.ServerCPU)
		}
	}
}

// measured reports whether the CPU time of the service can be known.
func (t *Target) measured() bool { return t.Start != "" || t.PID != 0 }

// pairsAlone rejects keys that pairs exclude.
func pairsAlone(p *Plan, given keys) error {
	if !p.OfPairs() {
		if given["pairs"] && len(p.Operations) == 0 { // what a plan of operations needs is not missing
			return errNoPairs
		}
		return nil
	}
	if !slices.Equal(p.Stacks, pairStacks) || len(p.Operations) != len(p.Pairs) {
		return errors.New("pairs: they replace operations and stacks; leave those out")
	}
	if len(p.Tools) > 0 {
		return fmt.Errorf("tools: %s cannot drive pairs; leave them out", p.Tools[0])
	}
	if key := setting(p); key != "" {
		return fmt.Errorf("%s: it is for our own services; leave it out; the services of the pairs are set where they are started", key)
	}
	return nil
}

// pairs rejects pairs that cannot be told apart or driven. What their targets ask for is checked
// by the client that drives them.
func (c *check) pairs(p *Plan) {
	for i, pair := range p.Pairs {
		key := fmt.Sprintf("pairs[%d]", i)
		switch {
		case pair.Name == "":
			c.add(fmt.Errorf("%s.name: missing; use at most %d letters, digits and dashes", key, MaxName))
		case len(pair.Name) > MaxName || !plainName(pair.Name):
			c.add(fmt.Errorf("%s.name: %q becomes part of file names; use at most %d letters, digits and dashes", key, pair.Name, MaxName))
		case pair.Name == EmptyRequest:
			c.add(fmt.Errorf("%s.name: %q is the empty request; use another name", key, pair.Name))
		case slices.ContainsFunc(p.Pairs[:i], func(other Pair) bool { return other.Name == pair.Name }):
			c.add(fmt.Errorf("%s.name: %q appears twice; name each pair once", key, pair.Name))
		}
		if !p.varies("rate") {
			c.add(c.rate(key+".rate", pair.Rate))
		}
		c.target(key+".a", &pair.A)
		c.target(key+".b", &pair.B)
		c.targetNames(key, &pair, &p.Pairs[0])
	}
}

// maxPID is the largest process id of Linux.
const maxPID = 1 << 22

// target rejects what is wrong whatever the transport is.
func (c *check) target(key string, t *Target) {
	if t.URL == "" {
		c.add(fmt.Errorf("%s.url: missing; use http://, https://, grpc:// or grpcs://", key))
	}
	if i := slices.IndexFunc(t.Headers, func(h string) bool { return strings.HasSuffix(h, NotKept) }); i >= 0 {
		c.add(fmt.Errorf("%s.headers[%d]: %q lacks its value; put it back", key, i, t.Headers[i]))
	}
	c.add(t.validatePort(key))
	switch {
	case strings.Contains(t.Start, "="+NotKept):
		c.add(fmt.Errorf("%s.start: %q lacks the value of a variable; put it back", key, t.Start))
	case t.Start != "" && t.PID != 0:
		c.add(fmt.Errorf("%s.start: a service is either started or has a pid; leave one out", key))
	case t.PID < 0 || t.PID > maxPID:
		c.add(fmt.Errorf("%s.pid: %d is not a process id; use that of the service", key, t.PID))
	}
}
