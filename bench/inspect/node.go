package inspect

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/theory/jsonpath"
	"github.com/theory/jsonpath/spec"
)

// Node is a JSON path and the value that it must select.
type Node struct {
	line  string // of the path, as it was written
	text  string // of the value
	path  *jsonpath.Path
	steps []spec.Selector
	// filters says that the path goes on where its steps end.
	filters bool
	value   any
}

// ParseNode reads "$.path=value". A path may itself have an equals sign, so it ends at the first
// one before which there is a complete path.
func ParseNode(line string) (Node, error) {
	var first error
	for i, letter := range line {
		if letter != '=' {
			continue
		}
		path, err := jsonpath.Parse(line[:i])
		if err != nil {
			if first == nil {
				first = err
			}
			continue
		}
		node := Node{line: line[:i], text: line[i+1:], path: path, steps: stepsOf(path)}
		node.filters = len(node.steps) < len(path.Query().Segments())
		if large := largeIn(path); large != "" {
			return Node{}, fmt.Errorf("%q: a filter compares numbers as float64, which is not exact for %s; select by something else", node.line, large)
		}
		if node.value, err = parseJSON([]byte(node.text)); err != nil {
			node.value = node.text
		}
		return node, nil
	}
	if first != nil {
		return Node{}, fmt.Errorf("%q is not a JSON path: %w", line, first)
	}
	return Node{}, fmt.Errorf("%q has no value; use $.path=value", line)
}

// stepsOf returns the beginning of a path that leads to one value only, by a name or an index at
// each step. It is empty if the rest of the path may look at the whole answer.
func stepsOf(path *jsonpath.Path) (steps []spec.Selector) {
	segments := path.Query().Segments()
	for i, segment := range segments {
		selectors := segment.Selectors()
		if _, ok := selectors[0].(spec.NormalSelector); !ok || segment.IsDescendant() || len(selectors) > 1 {
			for _, rest := range segments[i:] {
				if strings.Contains(rest.String(), "$") {
					return nil
				}
			}
			break
		}
		steps = append(steps, selectors[0])
	}
	return steps
}

// Document is an answer that can be looked into.
type Document interface {
	// view returns as much of the answer as the steps lead to, in the form that
	// encoding/json decodes into. A [fault] replaces what cannot be read.
	view(steps []spec.Selector, o options) (any, error)
}

// Check says what is wrong with a document. The error is [Unreadable] if the path points to
// something that cannot be read.
func (n *Node) Check(d Document) error {
	got, err := n.selected(d)
	if err != nil {
		return err
	}
	if err := faultIn(got); err != nil {
		return Unreadable{fmt.Errorf("%s: %w", n.line, err)}
	}
	if equalJSON(got, n.value) {
		return nil
	}
	return fmt.Errorf("%s is %s, want %s", n.line, written(got), Plain(n.text))
}

// selected returns the one value that the path selects.
func (n *Node) selected(d Document) (any, error) {
	selects := 0
	for _, names := range []naming{jsonNames, protoNames} {
		document, err := d.view(n.steps, options{names: names, typed: !n.filters})
		if err != nil {
			return nil, Unreadable{err}
		}
		nodes := n.path.SelectLocated(document)
		if selects = len(nodes); selects == 1 {
			return n.asTyped(d, nodes[0], names), nil
		}
		if selects > 0 {
			break
		}
		if err := blocked(document, n.steps); err != nil {
			return nil, Unreadable{fmt.Errorf("%s: %w", n.line, err)}
		}
	}
	return nil, fmt.Errorf("%s selects %d values, want one, %s", n.line, selects, Plain(n.text))
}

// asTyped returns a selected value as it is in a document that has typed values.
func (n *Node) asTyped(d Document, node *spec.LocatedNode, names naming) any {
	if !n.filters {
		return node.Node
	}
	var steps []spec.Selector
	for _, step := range node.Path {
		steps = append(steps, step.(spec.Selector))
	}
	document, err := d.view(steps, options{names: names, typed: true})
	if err != nil {
		return node.Node
	}
	value, all := follow(document, steps)
	if !all {
		return node.Node // an entry of a map whose key cannot be read
	}
	return value
}

// written returns a value as JSON.
func written(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return err.Error()
	}
	return Plain(string(text))
}
