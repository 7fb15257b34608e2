package plan

import (
	"fmt"
	"slices"

	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/spelling"
)

// keysOfPairs may vary in plans of pairs too.
var keysOfPairs = []string{"rate", "connections", "client"}

// mostPointName is how long the name of a comparison may be, which files begin with.
const mostPointName = 150

// checkVary rejects combinations at which the plan cannot be carried out. The plan's settings and
// operations have been checked before.
func checkVary(c *check, p *Plan) {
	keys := p.Vary.keys()
	if len(keys) == 0 {
		if c.given["vary"] {
			c.add(fmt.Errorf("vary: nothing to vary; name one or more of %s, each with its values", spelling.And(allKeys())))
		}
		return
	}
	found, comparisons := len(c.problems), 1
	for _, key := range keys {
		n := len(p.Vary.choices(key))
		if comparisons *= n; n > mostComparisons {
			c.add(fmt.Errorf("vary.%s: %d values are too many; name at most %d", key, n, mostComparisons))
			return
		}
		if comparisons > mostComparisons {
			c.add(fmt.Errorf("vary: %s have %d or more combinations, which are too many; leave values out until there are at most %d", spelling.And(keys), comparisons, mostComparisons))
			return
		}
		checkChoices(c, p, key)
	}
	checkValues(c, p)
	if len(c.problems) == found { // a value that is wrong makes names that are
		checkPointNames(c, p)
	}
}

// checkChoices rejects values of a key that do not make an axis.
func checkChoices(c *check, p *Plan, key string) {
	choices := p.Vary.choices(key)
	if len(choices) < 2 {
		c.add(fmt.Errorf("vary.%s: one value does not make an axis; name two or more, or set %[1]s itself", key))
	}
	for i, one := range choices {
		if slices.ContainsFunc(choices[:i], func(other choice) bool { return other.Text == one.Text }) {
			c.add(fmt.Errorf("vary.%s[%d]: %s appears twice; name each value once", key, i, one.Text))
		}
	}
	if p.OfPairs() && !slices.Contains(keysOfPairs, key) {
		c.add(fmt.Errorf("vary.%s: it is for our own services; vary %s, or leave it out", key, spelling.Or(keysOfPairs)))
	}
}

// checkPointNames rejects operations that a combination would give the same name, or one that is too long.
func checkPointNames(c *check, p *Plan) {
	seen := make(map[string]bool)
	for _, op := range p.Operations {
		for _, point := range p.Vary.points() {
			name := nameWith(op.Name, point.values())
			switch {
			case seen[name]:
				c.add(fmt.Errorf("operations: %q is %s at one of the values of vary too; use another name", name, op.Name))
			case len(name) > mostPointName:
				c.add(fmt.Errorf("operations: %q becomes part of file names and is longer than %d letters; use a shorter name than %s", name, mostPointName, op.Name))
				return
			}
			seen[name] = true
		}
	}
}

// checkValues rejects values that an operation or setting cannot have.
func checkValues(c *check, p *Plan) {
	at := func(axis string, i int) string { return fmt.Sprintf("vary.%s[%d]", axis, i) }
	for i, n := range p.Vary.Connections {
		c.add(c.within(at("connections", i), float64(n), 1, contract.MostConnections))
	}
	for i, rate := range p.Vary.Rate {
		c.add(c.rate(at("rate", i), rate))
		if first := p.Vary.Rate[0]; (rate.Share == 0) != (first.Share == 0) { // which of them is lower is not known
			c.add(fmt.Errorf("%s: %s stands beside %s; use numbers alone, or shares of capacity alone", at("rate", i), rate, first))
		}
	}
	for i, name := range p.Vary.Compression {
		c.add(words(at("compression", i), []string{name}, contract.Compressions()))
	}
	for i, name := range p.Vary.Profile {
		c.add(profiles(at("profile", i), []string{name}))
	}
	for i, name := range p.Vary.Client {
		c.add(words(at("client", i), []string{name}, contract.Clients()))
	}
	for i, work := range p.Vary.Work {
		op := Operation{Work: work}
		switch work {
		case noWork:
		case "":
			c.add(fmt.Errorf("%s: it is empty; write %s", at("work", i), noWork))
		default:
			c.add(op.validateWork(at("work", i), p.Timeout))
		}
	}
	for _, op := range p.Operations {
		known := contract.OperationNamed(op.Operation)
		switch {
		case p.varies("items") && known.Name != "" && known.MostItems == 0:
			c.add(fmt.Errorf("vary.items: it does not apply to %s; leave that operation out", op.Operation))
		case p.varies("connections") && known.Kind == contract.BidirectionalStream:
			c.add(fmt.Errorf("vary.connections: REST opens a connection for each stream of %s, whatever it is set to; leave that operation out", op.Operation))
		case p.varies("work") && known.OfShop():
			c.add(fmt.Errorf("vary.work: it does not apply to %s; leave that operation out", op.Operation))
		}
		for i, n := range p.Vary.Items {
			if known.MostItems > 0 {
				c.add(c.within(at("items", i), float64(n), 1, float64(known.MostItems)))
			}
		}
	}
}

// checkSetTwice rejects keys that also vary.
func checkSetTwice(c *check, p *Plan) {
	for _, varied := range p.Vary.keys() {
		if c.given[varied] { // a key of the plan itself
			c.add(fmt.Errorf("%s: it varies along vary.%[1]s; leave one of them out", varied))
		}
		for i := range p.Operations {
			key := operationKey(i) + "." + varied
			if p.OfPairs() {
				key = fmt.Sprintf("pairs[%d].%s", i, varied)
			}
			if c.given[key] {
				c.add(fmt.Errorf("%s: it varies along vary.%s; leave one of them out", key, varied))
			}
		}
	}
}
