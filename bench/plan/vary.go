package plan

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/contract"
)

// Vary is what differs between the comparisons of a plan: settings, loads and item counts, each key
// with its values. Every operation is compared at every combination of them. The zero value varies
// nothing.
//
// The keys stand in the order in which names tell them. The first that varies is the axis of the
// series that a report follows, the others are their conditions. The last two make no other load:
// see [Plan.Groups].
type Vary struct {
	Rate  []Rate `yaml:"rate" json:"rate,omitempty"`
	Items []int  `yaml:"items" json:"items,omitempty"`
	// Work may be "none".
	Work        []string `yaml:"work" json:"work,omitempty"`
	Connections []int    `yaml:"connections" json:"connections,omitempty"`
	TLS         []bool   `yaml:"tls" json:"tls,omitempty"`
	Compression []string `yaml:"compression" json:"compression,omitempty"`
	Client      []string `yaml:"client" json:"client,omitempty"`
	Profile     []string `yaml:"profile" json:"profile,omitempty"`
}

// noWork is the value of the key work at which a request costs nothing beyond its answer.
const noWork = "none"

// mostComparisons bounds how long a plan takes: so many an operation has at the most.
const mostComparisons = 64

// Value is one value of a key that varies.
type Value struct {
	Key string `json:"key"`
	// Text is the value as a person reads it.
	Text string `json:"value"`
}

// choice is a value with what puts it where it belongs.
type choice struct {
	Value
	set func(*Operation, *Settings)
}

// point is a combination of values, one of each key that varies, in the order of [Vary].
type point []choice

// set puts the values where they belong.
func (p point) set(op *Operation, s *Settings) {
	for _, c := range p {
		c.set(op, s)
	}
}

// values returns the values without those of some keys.
func (p point) values(without ...string) (values []Value) {
	for _, c := range p {
		if !slices.Contains(without, c.Key) {
			values = append(values, c.Value)
		}
	}
	return values
}

// IsZero says that nothing varies; the plan is then encoded without the key.
func (v Vary) IsZero() bool { return len(v.keys()) == 0 }

// keys returns the keys that have values.
func (v Vary) keys() (keys []string) {
	values := reflect.ValueOf(v)
	for field, value := range values.Fields() {
		if value.Len() > 0 {
			keys = append(keys, field.Tag.Get("yaml"))
		}
	}
	return keys
}

// allKeys returns the keys that may vary.
func allKeys() (keys []string) {
	for field := range reflect.TypeFor[Vary]().Fields() {
		keys = append(keys, field.Tag.Get("yaml"))
	}
	return keys
}

// varies reports whether the key varies.
func (p *Plan) varies(key string) bool { return slices.Contains(p.Vary.keys(), key) }

// points returns every combination of values, those of the last key side by side. If nothing varies
// it returns one point, which changes nothing.
func (v Vary) points() []point {
	points := []point{nil}
	for _, key := range v.keys() {
		var finer []point
		for _, p := range points {
			for _, c := range v.choices(key) {
				finer = append(finer, append(slices.Clip(p), c))
			}
		}
		points = finer
	}
	return points
}

// choices returns the values of a key in order.
func (v Vary) choices(key string) []choice {
	switch key {
	case "rate":
		return choicesOf(key, v.Rate, Rate.String, func(op *Operation, _ *Settings, value Rate) { op.Rate = value })
	case "items":
		return choicesOf(key, v.Items, strconv.Itoa, func(op *Operation, _ *Settings, value int) { op.Items = value })
	case "work":
		return choicesOf(key, v.Work, workText, func(op *Operation, _ *Settings, value string) {
			if op.Work = workText(value); op.Work == noWork {
				op.Work = ""
			}
		})
	case "connections":
		return choicesOf(key, v.Connections, strconv.Itoa, func(_ *Operation, s *Settings, value int) { s.Connections = value })
	case "tls":
		return choicesOf(key, v.TLS, onOrOff, func(_ *Operation, s *Settings, value bool) { s.TLS = value })
	case "compression":
		return choicesOf(key, v.Compression, word, func(_ *Operation, s *Settings, value string) { s.Compression = value })
	case "client":
		return choicesOf(key, v.Client, word, func(_ *Operation, s *Settings, value string) { s.Client = value })
	case "profile":
		return choicesOf(key, v.Profile, word, func(_ *Operation, s *Settings, value string) { s.Profile = value })
	}
	panic("no key of vary is " + key)
}

func choicesOf[T any](key string, values []T, text func(T) string, set func(*Operation, *Settings, T)) []choice {
	choices := make([]choice, len(values))
	for i, value := range values {
		choices[i] = choice{Value{key, text(value)}, func(op *Operation, s *Settings) { set(op, s, value) }}
	}
	return choices
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
