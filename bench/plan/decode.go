package plan

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// decode reads one YAML document into p. Before the library does so, every node is held
// against the Go type that it is for. That makes errors which name line, key, value and
// remedy, where the library's own speak of Go types. And it refuses what the library takes
// in silence: a fraction for a whole number, which it cuts off, and a second document. It
// returns which keys the document has.
func decode(text []byte, p *Plan) (given keys, err error) {
	file, err := parser.ParseBytes(text, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, oneLine(err)
	}
	var body ast.Node
	for _, document := range file.Docs {
		switch {
		case document.Body == nil || document.Body.Type() == ast.NullType || document.Body.Type() == ast.DirectiveType:
		case body != nil:
			return nil, fmt.Errorf("line %d: a second document; keep one", line(document.Body))
		default:
			body = document.Body
		}
	}
	if body == nil {
		return nil, nil
	}
	given = keys{}
	if err := given.fit(body, reflect.TypeFor[Plan](), "the plan"); err != nil {
		return nil, err
	}
	if err := yaml.NodeToValue(body, p); err != nil {
		return nil, oneLine(err)
	}
	return given, nil
}

// keys are those that a document gives a value, such as "pairs[0].rate". By them a number
// that is left out is told from a 0.
type keys map[string]bool

// fit says whether the node is what the type wants; the key names it in the error.
func (given keys) fit(node ast.Node, want reflect.Type, key string) error {
	switch n := node.(type) {
	case *ast.NullNode:
		delete(given, key) // as if it were not there
		return nil
	case *ast.MappingNode:
		if want.Kind() == reflect.Struct {
			return given.fitKeys(n, want, key)
		}
	case *ast.SequenceNode:
		if want.Kind() == reflect.Slice {
			for i, value := range n.Values {
				if err := given.fit(value, want.Elem(), fmt.Sprintf("%s[%d]", key, i)); err != nil {
					return err
				}
			}
			return nil
		}
	case ast.ScalarNode:
		if fitScalar(n, want.Kind()) {
			return nil
		}
	}
	return fmt.Errorf("line %d: %s: %s does not fit; use %s", line(node), key, shown(node), wanted[want.Kind()])
}

// wanted names what each kind of a plan's fields takes.
var wanted = map[reflect.Kind]string{
	reflect.Struct:  "keys, each with its value",
	reflect.Slice:   "a list",
	reflect.String:  "a word",
	reflect.Int:     "a whole number",
	reflect.Uint64:  "a whole number of 0 or more",
	reflect.Float64: "a number",
	reflect.Bool:    "true or false",
}

func (given keys) fitKeys(n *ast.MappingNode, want reflect.Type, key string) error {
	known := make(map[string]reflect.Type)
	var names []string
	for field := range want.Fields() {
		name := field.Tag.Get("yaml")
		known[name], names = field.Type, append(names, name)
	}
	seen := make(map[string]bool)
	for _, pair := range n.Values {
		name := pair.Key.GetToken().Value
		path := name
		if want != reflect.TypeFor[Plan]() {
			path = key + "." + name
		}
		switch {
		case known[name] == nil:
			return fmt.Errorf("line %d: %q: unknown key; use %s", line(pair.Key), path, strings.Join(names, ", "))
		case seen[name]:
			return fmt.Errorf("line %d: %s: stands twice; keep one", line(pair.Key), path)
		}
		seen[name], given[path] = true, true
		if err := given.fit(pair.Value, known[name], path); err != nil {
			return err
		}
	}
	return nil
}

func fitScalar(n ast.ScalarNode, want reflect.Kind) bool {
	switch want {
	case reflect.String:
		return n.Type() == ast.StringType || n.Type() == ast.LiteralType
	case reflect.Int, reflect.Uint64:
		if n.Type() != ast.IntegerType {
			return false
		}
		value, notNegative := n.GetValue().(uint64)
		return notNegative && (value <= math.MaxInt || want == reflect.Uint64) || !notNegative && want == reflect.Int
	case reflect.Bool:
		return n.Type() == ast.BoolType
	case reflect.Float64:
		switch n.Type() {
		case ast.IntegerType, ast.FloatType, ast.InfinityType, ast.NanType:
			return true
		case ast.StringType: // how the library takes 1e3
			_, err := strconv.ParseFloat(n.GetToken().Value, 64)
			return err == nil
		}
	}
	return false
}

// shown is a node as an error quotes it.
func shown(node ast.Node) string {
	if scalar, ok := node.(ast.ScalarNode); ok {
		return strconv.Quote(scalar.GetToken().Value)
	}
	return "a " + node.Type().YAMLName()
}

func line(node ast.Node) int { return node.GetToken().Position.Line }

// oneLine is an error of the library without the extract of the file that it comes with.
func oneLine(err error) error {
	text, at := err.Error(), ""
	if e, ok := errors.AsType[yaml.Error](err); ok {
		text = e.GetMessage()
		if token := e.GetToken(); token != nil {
			at = fmt.Sprintf("line %d: ", token.Position.Line)
		}
	}
	first, _, _ := strings.Cut(text, "\n")
	return errors.New(at + first)
}
