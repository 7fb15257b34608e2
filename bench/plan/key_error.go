package plan

import (
	"fmt"
	"slices"
)

// Key is a key of a target that the text of a [KeyError] names.
type Key string

// KeyError is an error whose text names keys beside the one that it begins with: those may have
// been set by flags, which have other names.
type KeyError struct {
	format string
	args   []any
}

// KeyErrorf makes a KeyError; arguments that are a [Key] are the names.
func KeyErrorf(format string, args ...any) *KeyError { return &KeyError{format, args} }

func (e *KeyError) Error() string { return fmt.Sprintf(e.format, e.args...) }

// In is the text with other names for the keys.
func (e *KeyError) In(name func(key string) string) string {
	args := slices.Clone(e.args)
	for i, arg := range args {
		if key, ok := arg.(Key); ok {
			args[i] = name(string(key))
		}
	}
	return fmt.Sprintf(e.format, args...)
}
