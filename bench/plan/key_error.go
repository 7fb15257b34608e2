package plan

import "fmt"

// Key is a key of a plan in the text of an error.
type Key string

// KeyError is an error whose text names keys of a plan, so that a command line can name its
// flags instead.
type KeyError struct {
	format string
	args   []any
}

// Errorf is like [fmt.Errorf] without %w. It returns a [KeyError], which can give each [Key]
// among its arguments another name.
func Errorf(format string, args ...any) error { return &KeyError{format, args} }

func (e *KeyError) Error() string { return fmt.Sprintf(e.format, e.args...) }

// In returns the text with other names for the keys.
func (e *KeyError) In(called func(Key) string) string {
	args := make([]any, len(e.args))
	for i, arg := range e.args {
		if key, ok := arg.(Key); ok {
			arg = called(key)
		}
		args[i] = arg
	}
	return fmt.Sprintf(e.format, args...)
}
