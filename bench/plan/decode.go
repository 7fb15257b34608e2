package plan

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// decode reads one YAML document into p. Before the library decodes it, every node is compared
// with the Go type that it is for. The errors of that name line, key, value and remedy; the
// library's own speak of Go types. It also rejects what the library accepts silently: a fraction
// for a whole number, which it truncates, and a second document. It returns which keys the
// document has.
func decode(text []byte, p *Plan) (given keys, err error) {
	if text, err = plainText(text); err != nil {
		return nil, err
	}
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
	f := fit{given: given}
	f.node(body, reflect.TypeFor[Plan](), "the plan")
	if len(f.problems) > 0 {
		return nil, f.problems.Err()
	}
	if err := yaml.NodeToValue(body, p); err != nil {
		return nil, oneLine(err)
	}
	return given, nil
}

// keys are the keys to which a document gives a value, such as "pairs[0].rate". They tell a
// number that is left out from a 0.
type keys map[string]bool

// fit compares nodes with the types that they are for, and gathers what is wrong.
type fit struct {
	given    keys
	problems Problems
}

func (f *fit) wrong(at ast.Node, format string, args ...any) {
	f.problems = append(f.problems, fmt.Errorf("line %d: %s", line(at), fmt.Sprintf(format, args...)))
}

// node checks one value; the key names it in errors.
func (f *fit) node(node ast.Node, want reflect.Type, key string) {
	switch n := node.(type) {
	case *ast.NullNode:
		delete(f.given, key) // as if it were not there
		return
	case *ast.AnchorNode, *ast.AliasNode:
		f.wrong(node, "%s: %s", key, noAnchor)
		return
	case *ast.TagNode:
		f.wrong(node, "%s: %s", key, noTag)
		return
	case *ast.MappingNode:
		if want.Kind() == reflect.Struct && want != rateType {
			f.keys(n, want, key)
			return
		}
	case *ast.SequenceNode:
		if want.Kind() == reflect.Slice {
			for i, value := range n.Values {
				path := fmt.Sprintf("%s[%d]", key, i)
				f.given[path] = true
				if value.Type() == ast.NullType {
					f.wrong(value, "%s: null does not fit; use %s", path, wantedFor(want.Elem()))
					continue
				}
				f.node(value, want.Elem(), path)
			}
			return
		}
	case ast.ScalarNode:
		if fitScalar(n, want) {
			return
		}
	}
	f.wrong(node, "%s: %s does not fit; use %s", key, shown(node), wantedFor(want))
}

// wanted names what each kind of field of a plan takes.
var wanted = map[reflect.Kind]string{
	reflect.Struct:  "keys, each with its value",
	reflect.Slice:   "a list",
	reflect.String:  "a word",
	reflect.Int:     "a whole number",
	reflect.Uint64:  "a whole number of 0 or more",
	reflect.Float64: "a number",
	reflect.Bool:    "true or false",
}

func wantedFor(want reflect.Type) string {
	if want == rateType {
		return "a number, or a share of capacity such as 10%"
	}
	return wanted[want.Kind()]
}

// rateType is that of a number or a share.
var rateType = reflect.TypeFor[Rate]()

func (f *fit) keys(n *ast.MappingNode, want reflect.Type, key string) {
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
		_, anchored := pair.Value.(*ast.AnchorNode)
		switch {
		case known[name] == nil && (anchored || pair.Key.IsMergeKey()):
			f.wrong(pair.Key, "%s: %s", path, noAnchor)
		case pair.Key.Type() == ast.MappingKeyType:
			f.wrong(pair.Key, "%s: %s", key, noQuestion)
		case known[name] == nil:
			f.wrong(pair.Key, "%q: unknown key%s", path, meant(name, names, names))
		case seen[name]:
			f.wrong(pair.Key, "%s: appears twice; keep one", path)
		default:
			seen[name], f.given[path] = true, true
			f.node(pair.Value, known[name], path)
		}
	}
}

func fitScalar(n ast.ScalarNode, want reflect.Type) bool {
	if want == rateType {
		if n.Type() == ast.StringType && strings.HasSuffix(n.GetToken().Value, "%") {
			_, err := ParseRate(n.GetToken().Value)
			return err == nil
		}
		want = reflect.TypeFor[float64]()
	}
	switch want.Kind() {
	case reflect.String:
		return n.Type() == ast.StringType || n.Type() == ast.LiteralType
	case reflect.Int, reflect.Uint64:
		if n.Type() != ast.IntegerType {
			return false
		}
		value, notNegative := n.GetValue().(uint64)
		return notNegative && (value <= math.MaxInt || want.Kind() == reflect.Uint64) || !notNegative && want.Kind() == reflect.Int
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

// shown returns a node as an error quotes it.
func shown(node ast.Node) string {
	if scalar, ok := node.(ast.ScalarNode); ok {
		return strconv.Quote(scalar.GetToken().Value)
	}
	return "a " + node.Type().YAMLName()
}

func line(node ast.Node) int { return node.GetToken().Position.Line }
