package plan

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxTargetName is how many characters the name of a target may have. It appears in the heads of
// tables and in pictures.
const maxTargetName = 32

// TargetNames returns what the targets of the pairs are called; empty if they have no names.
func (p *Plan) TargetNames() (a, b string) {
	for _, pair := range p.Pairs {
		setWord(&a, pair.A.Name)
		setWord(&b, pair.B.Name)
	}
	return a, b
}

// nameTargets gives all pairs the names that one of them has.
func nameTargets(p *Plan) {
	a, b := p.TargetNames()
	for i := range p.Pairs {
		setWord(&p.Pairs[i].A.Name, a)
		setWord(&p.Pairs[i].B.Name, b)
	}
}

// targetNames rejects names that cannot be shown, that both targets share, or that differ
// between pairs: a report speaks of A and B over all of them.
func (c *check) targetNames(key string, pair, first *Pair) {
	for _, named := range []struct{ key, name, other, first string }{
		{key + ".a.name", pair.A.Name, pair.B.Name, first.A.Name},
		{key + ".b.name", pair.B.Name, pair.A.Name, first.B.Name},
	} {
		switch {
		case named.name != named.first:
			c.add(fmt.Errorf("%s: %q is %q in pairs[0]; use the same name in all pairs", named.key, named.name, named.first))
		case utf8.RuneCountInString(named.name) > maxTargetName || !shownAsIs(named.name):
			c.add(fmt.Errorf("%s: %q cannot be shown; use at most %d characters that can be printed", named.key, named.name, maxTargetName))
		}
	}
	a, b := pair.A.Name, pair.B.Name
	switch {
	case strings.EqualFold(a, "b"):
		c.add(fmt.Errorf("%s.a.name: %q is the other target; use another name", key, a))
	case strings.EqualFold(b, "a"):
		c.add(fmt.Errorf("%s.b.name: %q is the other target; use another name", key, b))
	case a != "" && strings.EqualFold(a, b):
		c.add(fmt.Errorf("%s.b.name: %q is the name of both targets; name them differently", key, b))
	}
}

// shownAsIs reports whether a name can be shown as it was written, even on a terminal.
func shownAsIs(name string) bool {
	return utf8.ValidString(name) && name == strings.Join(strings.Fields(name), " ") && !strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) })
}
