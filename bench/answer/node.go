package target

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"

	"github.com/theory/jsonpath"
)

// wantedNode is a JSON path and the value that it has to select.
type wantedNode struct {
	text  string // of the value
	path  *jsonpath.Path
	value any
	// loose takes a string for a number: JSON made of protobuf writes those of 64 bits so.
	loose bool
}

// newWantedNode reads "$.path=value". A path may itself hold an equals sign, so that it ends
// at the first one that leaves a whole path.
func newWantedNode(line string, loose bool) (wantedNode, error) {
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
		node := wantedNode{text: line[i+1:], path: path, loose: loose}
		if node.value, err = parseJSON([]byte(node.text)); err != nil {
			node.value = node.text
		}
		return node, nil
	}
	if first != nil {
		return wantedNode{}, fmt.Errorf("%q is no JSON path: %w", line, first)
	}
	return wantedNode{}, fmt.Errorf("%q has no value; use $.path=value", line)
}

// check says what is wrong with a document.
func (w *wantedNode) check(document any) error {
	nodes := w.path.Select(document)
	if len(nodes) != 1 {
		return fmt.Errorf("%s selects %d values, want one, %s", w.path, len(nodes), excerpt([]byte(w.text)))
	}
	got := nodes[0]
	if equalJSON(got, w.value) {
		return nil
	}
	if text, ok := got.(string); ok && w.loose && text == w.text {
		return nil
	}
	written, err := json.Marshal(got)
	if err != nil {
		return err
	}
	return fmt.Errorf("%s is %s, want %s", w.path, excerpt(written), excerpt([]byte(w.text)))
}

// parseJSON keeps numbers as they are written: a float64 would take large ones for equal.
func parseJSON(text []byte) (document any, err error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&document); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one value")
	}
	return document, nil
}

// equalJSON compares decoded values; numbers are equal however they are written.
func equalJSON(a, b any) bool {
	switch a := a.(type) {
	case json.Number:
		b, ok := b.(json.Number)
		return ok && equalNumbers(a, b)
	case []any:
		b, ok := b.([]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for i := range a {
			if !equalJSON(a[i], b[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for key, value := range a {
			other, ok := b[key]
			if !ok || !equalJSON(value, other) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(a, b)
}

func equalNumbers(a, b json.Number) bool {
	if a == b {
		return true
	}
	if !strings.ContainsAny(a.String()+b.String(), ".eE") {
		return false // whole numbers that are written differently, but for -0
	}
	x, errX := strconv.ParseFloat(a.String(), 64)
	y, errY := strconv.ParseFloat(b.String(), 64)
	return errX == nil && errY == nil && x == y
}
