package inspect

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"

	"github.com/theory/jsonpath"
	"github.com/theory/jsonpath/spec"
	"google.golang.org/protobuf/encoding/protojson"
)

// operand is one operand of a comparison as jsonpath writes it: a path to one value, a string,
// or another literal.
const operand = `([@$](?:\[(?:"(?:[^"\\]|\\.)*"|-?[0-9]+)\])*|"(?:[^"\\]|\\.)*"|[^"@$ (]+)`

// comparison matches a comparison in a filter. Jsonpath does not export its parts.
var comparison = regexp.MustCompile(`^` + operand + ` (==|!=|<=|>=|<|>) ` + operand + `$`)

// compares says what is wrong with a filter of the values at a position. A filter compares JSON
// as protobuf writes it, so that another spelling of a value never matches.
func (p position) compares(terms spec.LogicalOr, answer position) (err error) {
	for _, term := range terms {
		for _, part := range term {
			switch part := part.(type) {
			case *spec.ParenExpr:
				err = p.compares(part.LogicalOr, answer)
			case *spec.NotParenExpr:
				err = p.compares(part.LogicalOr, answer)
			case *spec.CompExpr:
				err = p.compare(part.String(), answer)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// compare checks one comparison between a path and a literal.
func (p position) compare(text string, answer position) error {
	match := comparison.FindStringSubmatch(text)
	if match == nil {
		return nil // of a function
	}
	query, op, literal := match[1], match[2], match[3]
	if !isQuery(query) {
		query, literal = literal, query
	}
	if !isQuery(query) || isQuery(literal) {
		return nil
	}
	if query[0] == '$' {
		p = answer
	}
	path, err := jsonpath.Parse("$" + query[1:])
	if err != nil {
		return nil // a name with an escape that only Go knows
	}
	for _, segment := range path.Query().Segments() {
		if p, err = p.step(segment.Selectors()[0]); err != nil {
			return err
		}
		p = p.plain()
	}
	if p.unknown || p.isList() || p.isMap() || p.message != nil {
		return nil
	}
	return p.matches(op, literalOf(literal))
}

func isQuery(operand string) bool { return operand[0] == '@' || operand[0] == '$' }

// literalOf returns the value of a literal that jsonpath wrote, with strings as Go quotes them.
func literalOf(text string) any {
	if text, err := strconv.Unquote(text); err == nil {
		return text
	}
	value, err := parseJSON([]byte(text))
	if err != nil {
		return nil
	}
	return value
}

// matches says what is wrong with a literal with which a filter compares the values at a position.
func (p position) matches(op string, literal any) error {
	if literal == nil {
		return nil
	}
	if err := p.holds(literal); err != nil {
		return err
	}
	if p.text == nil && bitsOf(p.field.Kind()) == 64 && op != "==" && op != "!=" {
		return fmt.Errorf("a filter cannot order %s, whose 64 bits are a text in JSON; use == or !=", p.path)
	}
	if plain := p.plainly(literal); !sameInFilter(plain, literal) {
		return fmt.Errorf("a filter sees %s as JSON has it; write %s%s", p.path, op, written(plain))
	}
	return nil
}

// plainly returns a value that a position may hold as protobuf writes it.
func (p position) plainly(value any) any {
	if p.text == nil && p.field.Enum() != nil {
		number, _ := enumNumber(p.field.Enum(), value)
		return enumValue(p.field.Enum(), number)
	}
	read, ok := readAs(p.blank(), value)
	if !ok {
		return value
	}
	text, err := protojson.Marshal(read)
	if err != nil {
		return value
	}
	plain, err := parseJSON(text)
	if err != nil {
		return value
	}
	return plain
}

// sameInFilter reports whether a filter takes two values for equal: it compares numbers as float64.
func sameInFilter(a, b any) bool {
	x, okX := a.(json.Number)
	y, okY := b.(json.Number)
	if !okX || !okY {
		return equalJSON(a, b)
	}
	f, _ := x.Float64()
	g, _ := y.Float64()
	return f == g
}
