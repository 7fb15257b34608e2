package inspect

import (
	"strings"

	"github.com/theory/jsonpath/spec"
)

// Unreadable says that an answer cannot be read where a path points.
type Unreadable struct{ error }

func (u Unreadable) Unwrap() error { return u.error }

// fault replaces a part of a document that cannot be read.
type fault struct{ error }

// said returns an error of protobuf's without its prefix. The space after the prefix differs
// from build to build, so that no one relies on it.
func said(err error) string {
	return strings.TrimLeft(strings.TrimPrefix(err.Error(), "proto:"), " \u00a0")
}

// faultIn returns the first fault in a value.
func faultIn(value any) error {
	switch value := value.(type) {
	case fault:
		return value.error
	case named:
		return faultIn(value.members)
	case []any:
		for _, v := range value {
			if err := faultIn(v); err != nil {
				return err
			}
		}
	case map[string]any:
		for _, v := range value {
			if err := faultIn(v); err != nil {
				return err
			}
		}
	}
	return nil
}

// blocked returns the fault at which steps into a document end.
func blocked(document any, steps []spec.Selector) error {
	end, _ := follow(document, steps)
	if f, ok := end.(fault); ok {
		return f.error
	}
	return nil
}

// follow returns the value to which the steps lead in the document, and whether the document has
// all steps.
func follow(document any, steps []spec.Selector) (any, bool) {
	for _, step := range steps {
		nodes := step.Select(document, document)
		if len(nodes) != 1 {
			return document, false
		}
		document = nodes[0]
	}
	return document, true
}
