package plan

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/spelling"
)

// Vary is the axis of a sweep: the one setting, load or item count that differs between the
// comparisons of a plan, with its values. Every operation is compared at each of them. The zero
// value varies nothing.
type Vary struct {
	Connections []int    `yaml:"connections" json:"connections,omitempty"`
	TLS         []bool   `yaml:"tls" json:"tls,omitempty"`
	Compression []string `yaml:"compression" json:"compression,omitempty"`
	Profile     []string `yaml:"profile" json:"profile,omitempty"`
	Client      []string `yaml:"client" json:"client,omitempty"`
	// Work may be "none".
	Work  []string `yaml:"work" json:"work,omitempty"`
	Items []int    `yaml:"items" json:"items,omitempty"`
	Rate  []Rate   `yaml:"rate" json:"rate,omitempty"`
}

// noWork is the value of the axis work at which a request costs nothing beyond its answer.
const noWork = "none"

// mostValues bounds how long a sweep takes.
const mostValues = 64

// point is one value of an axis.
type point struct {
	// text is the value as a person reads it.
	text string
	// set puts the value where it belongs.
	set func(*Operation, *Settings)
}

// IsZero says that nothing varies; the plan is then encoded without the key.
func (v Vary) IsZero() bool { return v.Axis() == "" }

// Axis returns the key of what varies, such as "connections", or "" if nothing does.
func (v Vary) Axis() string {
	if axes := v.axes(); len(axes) > 0 {
		return axes[0]
	}
	return ""
}

// axes returns the keys that have values.
func (v Vary) axes() (keys []string) {
	values := reflect.ValueOf(v)
	for field, value := range values.Fields() {
		if value.Len() > 0 {
			keys = append(keys, field.Tag.Get("yaml"))
		}
	}
	return keys
}

// allAxes returns the keys that may vary.
func allAxes() (keys []string) {
	for field := range reflect.TypeFor[Vary]().Fields() {
		keys = append(keys, field.Tag.Get("yaml"))
	}
	return keys
}

// varies reports whether the key is the axis.
func (p *Plan) varies(key string) bool { return p.Vary.Axis() == key }

// points returns the values of the axis in order. Without an axis it returns one point, which
// changes nothing.
func (v Vary) points() []point {
	switch v.Axis() {
	case "connections":
		return pointsOf(v.Connections, strconv.Itoa, func(_ *Operation, s *Settings, value int) { s.Connections = value })
	case "tls":
		return pointsOf(v.TLS, onOrOff, func(_ *Operation, s *Settings, value bool) { s.TLS = value })
	case "compression":
		return pointsOf(v.Compression, word, func(_ *Operation, s *Settings, value string) { s.Compression = value })
	case "profile":
		return pointsOf(v.Profile, word, func(_ *Operation, s *Settings, value string) { s.Profile = value })
	case "client":
		return pointsOf(v.Client, word, func(_ *Operation, s *Settings, value string) { s.Client = value })
	case "work":
		return pointsOf(v.Work, workText, func(op *Operation, _ *Settings, value string) {
			if op.Work = workText(value); op.Work == noWork {
				op.Work = ""
			}
		})
	case "items":
		return pointsOf(v.Items, strconv.Itoa, func(op *Operation, _ *Settings, value int) { op.Items = value })
	case "rate":
		return pointsOf(v.Rate, Rate.String, func(op *Operation, _ *Settings, value Rate) { op.Rate = value })
	}
	return []point{{set: func(*Operation, *Settings) {}}}
}

func pointsOf[T any](values []T, text func(T) string, set func(*Operation, *Settings, T)) []point {
	points := make([]point, len(values))
	for i, value := range values {
		points[i] = point{text(value), func(op *Operation, s *Settings) { set(op, s, value) }}
	}
	return points
}

func word(value string) string { return value }

// workText returns work as it is spelled in one way only, so that equal values are told apart from
// different ones. What is not work stays as it is, for the check.
func workText(value string) string {
	w, err := catalog.ParseWork(value)
	if err != nil || value == "" {
		return value
	}
	return strings.ReplaceAll(w.String(), "µ", "u") // as people type it, and fit for file names
}

func onOrOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

func decimal(value float64) string { return strconv.FormatFloat(value, 'f', -1, 64) }

// axesOfPairs are the axes that plans of pairs have too.
var axesOfPairs = []string{"connections", "client", "rate"}

// vary rejects an axis along which the plan cannot be carried out. The plan's settings and
// operations have been checked before.
func (c *check) vary(p *Plan) {
	axes := p.Vary.axes()
	switch {
	case len(axes) == 0 && c.given["vary"]:
		c.add(fmt.Errorf("vary: nothing to vary; name one of %s, with its values", spelling.And(allAxes())))
		return
	case len(axes) == 0:
		return
	case len(axes) > 1:
		c.add(fmt.Errorf("vary: %s; vary one, and make a plan of its own for each other", strings.Join(axes, " and ")))
		return
	}
	axis, points := "vary."+axes[0], p.Vary.points()
	switch n := len(points); {
	case n < 2:
		c.add(fmt.Errorf("%s: one value does not make an axis; name two or more, or set %s itself", axis, axes[0]))
	case n > mostValues:
		c.add(fmt.Errorf("%s: %d values are too many; name at most %d", axis, n, mostValues))
		return
	}
	found := len(c.problems)
	for i, value := range points {
		if slices.ContainsFunc(points[:i], func(other point) bool { return other.text == value.text }) {
			c.add(fmt.Errorf("%s[%d]: %s appears twice; name each value once", axis, i, value.text))
		}
	}
	if p.OfPairs() && !slices.Contains(axesOfPairs, axes[0]) {
		c.add(fmt.Errorf("%s: it is for our own services; vary %s, or leave it out", axis, spelling.Or(axesOfPairs)))
		return
	}
	c.values(p)
	if len(c.problems) == found { // a value that is wrong makes names that are
		c.names(p)
	}
}

// names rejects operations that a value of the axis would give the same name.
func (c *check) names(p *Plan) {
	seen := make(map[string]bool)
	for _, op := range p.Operations {
		for _, point := range p.Vary.points() {
			name := pointName(op.Name, p.Vary.Axis(), point.text)
			if seen[name] {
				c.add(fmt.Errorf("operations: %q is %s at one of the values of vary.%s too; use another name", name, op.Name, p.Vary.Axis()))
			}
			seen[name] = true
		}
	}
}

// Warning says which profile of the plan the next version refuses, and what to use instead. It is
// empty if there is none.
func (p *Plan) Warning() string {
	for _, name := range append(filled(p.Profile), p.Vary.Profile...) {
		if warning := contract.ProfileWarning(name); warning != "" {
			return warning
		}
	}
	return ""
}

// values rejects values that an operation or setting cannot have.
func (c *check) values(p *Plan) {
	at := func(axis string, i int) string { return fmt.Sprintf("vary.%s[%d]", axis, i) }
	for i, n := range p.Vary.Connections {
		c.add(c.within(at("connections", i), float64(n), 1, contract.MostConnections))
	}
	for i, rate := range p.Vary.Rate {
		c.add(c.rate(at("rate", i), rate))
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

// setTwice rejects a key that is also the axis.
func (c *check) setTwice(p *Plan) {
	axis := p.Vary.Axis()
	if axis == "" {
		return
	}
	if c.given[axis] { // a key of the plan itself
		c.add(fmt.Errorf("%s: it varies along vary.%[1]s; leave one of them out", axis))
	}
	for i := range p.Operations {
		key := operationKey(i) + "." + axis
		if p.OfPairs() {
			key = fmt.Sprintf("pairs[%d].%s", i, axis)
		}
		if c.given[key] {
			c.add(fmt.Errorf("%s: it varies along vary.%s; leave one of them out", key, axis))
		}
	}
}
