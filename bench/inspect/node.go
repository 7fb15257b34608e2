package inspect

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/theory/jsonpath"
	"github.com/theory/jsonpath/spec"
)

// Node is a JSON path and the value that it has to select.
type Node struct {
	line  string // of the path, as it was written
	text  string // of the value
	path  *jsonpath.Path
	steps []spec.Selector
	value any
	// loose takes a string for a number: JSON made of protobuf writes those of 64 bits so.
	loose bool
}

// ParseNode reads "$.path=value". A path may itself hold an equals sign, so that it ends at
// the first one that leaves a whole path. Loose takes a string for a number.
func ParseNode(line string, loose bool) (Node, error) {
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
		node := Node{line: line[:i], text: line[i+1:], path: path, steps: stepsOf(path), loose: loose}
		if node.value, err = parseJSON([]byte(node.text)); err != nil {
			node.value = node.text
		}
		return node, nil
	}
	if first != nil {
		return Node{}, fmt.Errorf("%q is no JSON path: %w", line, first)
	}
	return Node{}, fmt.Errorf("%q has no value; use $.path=value", line)
}

// stepsOf is the beginning of a path that leads to one value only, by a name or an index at
// each step. It is empty where the rest may look at the whole answer again.
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
	// encoding/json decodes into. A [fault] stands in place of what cannot be read.
	view(steps []spec.Selector, names naming) (any, error)
}

// Check says what is wrong with a document. The error is [Unreadable] where the path points
// to what cannot be read.
func (n *Node) Check(d Document) error {
	var nodes []any
	for _, names := range []naming{jsonNames, protoNames} {
		document, err := d.view(n.steps, names)
		if err != nil {
			return Unreadable{err}
		}
		if nodes = n.path.Select(document); len(nodes) > 0 {
			break
		}
		if err := blocked(document, n.steps); err != nil {
			return Unreadable{fmt.Errorf("%s: %w", n.line, err)}
		}
	}
	if len(nodes) != 1 {
		return fmt.Errorf("%s selects %d values, want one, %s", n.line, len(nodes), Plain(n.text))
	}
	got := nodes[0]
	if err := faultIn(got); err != nil {
		return Unreadable{fmt.Errorf("%s: %w", n.line, err)}
	}
	if equalJSON(got, n.value) {
		return nil
	}
	if text, ok := got.(string); ok && n.loose && text == n.text {
		return nil
	}
	return fmt.Errorf("%s is %s, want %s", n.line, written(got), Plain(n.text))
}

// written is a value as JSON.
func written(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return err.Error()
	}
	return Plain(string(text))
}
