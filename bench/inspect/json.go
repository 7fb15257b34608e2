package inspect

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"

	"github.com/theory/jsonpath/spec"
)

// JSON is an answer in JSON.
type JSON []byte

// view skips what the steps do not lead to, at any depth.
func (j JSON) view(steps []spec.Selector, _ options) (any, error) {
	d := json.NewDecoder(bytes.NewReader(j))
	d.UseNumber() // a float64 would take large numbers for equal
	document, err := viewJSON(d, steps)
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, fmt.Errorf("it is not JSON: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("it is not JSON: it goes on after its end")
	}
	return document, nil
}

// parseJSON decodes one value and keeps numbers as they are written.
func parseJSON(text []byte) (any, error) { return JSON(text).view(nil, options{}) }

func viewJSON(d *json.Decoder, steps []spec.Selector) (document any, err error) {
	if len(steps) == 0 {
		err = d.Decode(&document)
		return document, err
	}
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		document, err = viewObject(d, steps)
	case json.Delim('['):
		document, err = viewArray(d, steps)
	default:
		return token, nil
	}
	if err == nil {
		_, err = d.Token() // the closing bracket
	}
	return document, err
}

func viewObject(d *json.Decoder, steps []spec.Selector) (any, error) {
	object := make(map[string]any)
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		name, ok := key.(string)
		if !ok || steps[0] != spec.Selector(spec.Name(name)) {
			err = skipJSON(d)
		} else {
			object[name], err = viewJSON(d, steps[1:])
		}
		if err != nil {
			return nil, err
		}
	}
	return object, nil
}

// viewArray has nil for elements that the steps do not lead to.
func viewArray(d *json.Decoder, steps []spec.Selector) (any, error) {
	array := []any{}
	for d.More() {
		var element any
		var err error
		if leadsTo(steps[0], len(array)) {
			element, err = viewJSON(d, steps[1:])
		} else {
			err = skipJSON(d)
		}
		if err != nil {
			return nil, err
		}
		array = append(array, element)
	}
	return array, nil
}

// leadsTo reports whether a step may select an element of a list of unknown length.
func leadsTo(step spec.Selector, element int) bool {
	index, ok := step.(spec.Index)
	return ok && (index < 0 || int(index) == element)
}

// skipJSON skips one value. Unlike Decode it has no limit on depth, and needs none.
func skipJSON(d *json.Decoder) error {
	for depth := 0; ; {
		token, err := d.Token()
		if err != nil {
			return err
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}

// equalJSON reports whether a value of a document is the wanted one, which was decoded.
func equalJSON(a, b any) bool {
	switch a := a.(type) {
	case typed:
		return a.is(b)
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
